import type { AppState, CanvasTool } from './app-state.ts';
import {
  isPainted,
  MAX_RADIUS,
  NO_MASK,
  MIN_RADIUS,
  type MaskMark,
  type OutlineTool,
  type PaintedMask,
  type WordArea,
} from './painted-mask.ts';

const RADIUS_STEP = 1.25;

export function maskOf({ tuning }: Pick<AppState, 'tuning'>): PaintedMask {
  return tuning.mask ?? NO_MASK;
}

/** The first paint where the words have no mask of their own is a limit: as an addition to everything it would do nothing. */
export function addMark(state: AppState, mark: MaskMark): Partial<AppState> {
  const mask = maskOf(state);
  const adds =
    mark.kind === 'brush' ||
    mark.kind === 'word' ||
    ((mark.kind === 'area' || mark.kind === 'shape') && !mark.isErased);
  const isFirst = !isPainted(mask) && adds;
  const isLimit = mask.isLimit || (isFirst && (state.run.result?.automaticMask ?? null) === null);
  return withMask(state, { ...mask, marks: [...mask.marks, mark], isLimit });
}

/** The mask is painted or outlined. */
export function isPainting({ view }: Pick<AppState, 'view'>): boolean {
  return isMaskTool(view.tool);
}

export function isMaskTool(tool: CanvasTool): boolean {
  return tool === 'select' || tool === 'brush' || tool === 'eraser' || isOutlineTool(tool);
}

export function isOutlineTool(tool: CanvasTool): tool is OutlineTool {
  return tool === 'rectangle' || tool === 'lasso';
}

export function setLimit(state: AppState, isLimit: boolean): Partial<AppState> {
  return withMask(state, { ...maskOf(state), isLimit });
}

export function setFeather(state: AppState, feather: number): Partial<AppState> {
  return withMask(state, { ...maskOf(state), feather });
}

/** Only where a word acts may the edit change anything. */
export function limitToWord(state: AppState, area: WordArea): Partial<AppState> {
  const mask = maskOf(state);
  return withMask(state, { ...mask, marks: [...mask.marks, area], isLimit: true });
}

/** Everything may change again; what was painted can come back. */
export function removeLimit(state: AppState): Partial<AppState> {
  const mask = maskOf(state);
  return withMask(state, { ...mask, marks: [...mask.marks, { kind: 'clear' }], isLimit: false });
}

export function resizeBrush({ view }: AppState, steps: number): Partial<AppState> {
  const radius = view.brush.radius * RADIUS_STEP ** steps;
  const inside = Math.max(MIN_RADIUS, Math.min(MAX_RADIUS, radius));
  return { view: { ...view, brush: { ...view.brush, radius: inside } } };
}

export function chooseTool({ view }: AppState, tool: CanvasTool): Partial<AppState> {
  return { view: { ...view, tool } };
}

function withMask({ tuning }: AppState, mask: PaintedMask): Partial<AppState> {
  return { tuning: { ...tuning, mask } };
}
