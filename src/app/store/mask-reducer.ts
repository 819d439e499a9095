import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { AppState } from './app-state.ts';

export type BrushTool = 'brush' | 'eraser';

/** A line that was painted, in pixels of the whole photo: it stays in its place whatever part of the photo is edited, at any size. */
export interface Stroke {
  readonly kind: BrushTool;
  readonly radiusPx: number;
  /** x, y, x, y, ... */
  readonly points: readonly number[];
}

/** An area that was painted at once: where a word acts. Replaces all paint before it. */
export interface WordArea {
  readonly kind: 'word';
  /** The part of the photo that the cells cover. */
  readonly crop: CropRectangle;
  readonly width: number;
  readonly height: number;
  /** 0..255 a cell, row-major. */
  readonly strength: readonly number[];
}

export type MaskMark = Stroke | WordArea | { readonly kind: 'invert' | 'clear' };

/** What the user painted over the picture: plain data, the same for every pack. */
export interface PaintedMask {
  readonly marks: readonly MaskMark[];
  /** Only what is painted may change. */
  readonly isLimit: boolean;
  /** Width of the soft edge, as a part of the edited area's shorter side. */
  readonly feather: number;
}

export interface Brush {
  readonly tool: BrushTool;
  /** As a part of the edited area's shorter side. */
  readonly radius: number;
  /** Marks that were taken back, the last one last. */
  readonly undone: readonly MaskMark[];
}

export const NO_MASK: PaintedMask = { marks: [], isLimit: false, feather: 0.02 };
export const DEFAULT_BRUSH: Brush = { tool: 'brush', radius: 0.08, undone: [] };
export const LARGEST_FEATHER = 0.12;

export const SMALLEST_RADIUS = 0.01;
export const LARGEST_RADIUS = 0.4;
const RADIUS_STEP = 1.25;

export function maskOf({ tuning }: Pick<AppState, 'tuning'>): PaintedMask {
  return tuning.mask ?? NO_MASK;
}

/** Whether anything is painted, so that it bears on the edit. */
export function isPainted({ marks }: PaintedMask): boolean {
  return marks.length > 0 && marks.at(-1)?.kind !== 'clear';
}

/** The first paint where the words have no mask of their own is a limit: as an addition to everything it would do nothing. */
export function addMark(state: AppState, mark: MaskMark): Partial<AppState> {
  const mask = maskOf(state);
  const isFirst = !isPainted(mask) && (mark.kind === 'brush' || mark.kind === 'word');
  const isLimit = mask.isLimit || (isFirst && (state.run.result?.automaticMask ?? null) === null);
  return withMask(state, { ...mask, marks: [...mask.marks, mark], isLimit }, []);
}

export function canUndoMark(state: AppState): boolean {
  return state.view.mode === 'mask' && maskOf(state).marks.length > 0;
}

export function canRedoMark({ view }: AppState): boolean {
  return view.mode === 'mask' && view.brush.undone.length > 0;
}

export function undoMark(state: AppState): Partial<AppState> {
  const mask = maskOf(state);
  const last = mask.marks.at(-1);
  if (last === undefined) return {};
  return withMask(state, { ...mask, marks: mask.marks.slice(0, -1) }, [...state.view.brush.undone, last]);
}

export function redoMark(state: AppState): Partial<AppState> {
  const mask = maskOf(state);
  const last = state.view.brush.undone.at(-1);
  if (last === undefined) return {};
  return withMask(state, { ...mask, marks: [...mask.marks, last] }, state.view.brush.undone.slice(0, -1));
}

export function setLimit(state: AppState, isLimit: boolean): Partial<AppState> {
  return withMask(state, { ...maskOf(state), isLimit }, state.view.brush.undone);
}

export function setFeather(state: AppState, feather: number): Partial<AppState> {
  return withMask(state, { ...maskOf(state), feather }, state.view.brush.undone);
}

/** Only where a word acts may the edit change anything. */
export function limitToWord(state: AppState, area: WordArea): Partial<AppState> {
  const mask = maskOf(state);
  return withMask(state, { ...mask, marks: [...mask.marks, area], isLimit: true }, []);
}

/** Everything may change again; what was painted can come back. */
export function liftLimit(state: AppState): Partial<AppState> {
  const mask = maskOf(state);
  return withMask(state, { ...mask, marks: [...mask.marks, { kind: 'clear' }], isLimit: false }, []);
}

export function resizeBrush({ view }: AppState, steps: number): Partial<AppState> {
  const radius = view.brush.radius * RADIUS_STEP ** steps;
  const inside = Math.max(SMALLEST_RADIUS, Math.min(LARGEST_RADIUS, radius));
  return { view: { ...view, brush: { ...view.brush, radius: inside } } };
}

export function chooseTool({ view }: AppState, tool: BrushTool): Partial<AppState> {
  return { view: { ...view, brush: { ...view.brush, tool } } };
}

function withMask({ tuning, view }: AppState, mask: PaintedMask, undone: readonly MaskMark[]): Partial<AppState> {
  return { tuning: { ...tuning, mask }, view: { ...view, brush: { ...view.brush, undone } } };
}
