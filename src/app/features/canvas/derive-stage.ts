import type { AppState, ViewMode } from '../../store/app-state.ts';
import type { ToolId } from './tools/tools.ts';

export interface StageFacts {
  readonly mode: ViewMode;
  readonly isHoldingOriginal: boolean;
  readonly run: RunFacts;
  /** The part of the photo that is edited is being moved. */
  readonly isPlacing: boolean;
  /** Where the line between before and after is, in percent from the left. */
  readonly percent: number;
  /** The edited picture at full size shows the last result. */
  readonly isSharp: boolean;
  /** The word whose map lies over the picture is one of the photo's own. */
  readonly isSourceWord: boolean;
}

export interface RunFacts {
  readonly hasResult: boolean;
  readonly hasWordMaps: boolean;
  readonly isRunning: boolean;
  readonly hasPreview: boolean;
  readonly isDraft: boolean;
}

/** What is drawn of the picture. */
export interface StageView {
  /** The tool that hears pointers on the picture. */
  readonly tool: ToolId;
  readonly hasAfter: boolean;
  readonly isSliding: boolean;
  readonly isMasking: boolean;
  readonly isProbing: boolean;
  readonly shows: {
    readonly edited: boolean;
    readonly preview: boolean;
    readonly border: boolean;
    readonly before: boolean;
    readonly after: boolean;
    readonly hold: boolean;
  };
}

/** No more of a run than the stage shows: its steps and residuals come many times a second. */
export function deriveRunFacts({ run }: AppState): RunFacts {
  const isRunning = run.status === 'running';
  const hasPreview = isRunning && run.previews > 0;
  return {
    hasResult: run.result !== null,
    hasWordMaps: (run.result?.wordMaps ?? null) !== null,
    isRunning,
    hasPreview,
    isDraft: hasPreview && run.isDraft,
  };
}

export function deriveStage(facts: StageFacts): StageView {
  const { mode, isHoldingOriginal, isPlacing, percent } = facts;
  const { hasResult, hasWordMaps, isRunning, hasPreview, isDraft } = facts.run;
  const hasAfter = hasResult || hasPreview;
  const isMasking = mode === 'mask' && !isPlacing;
  const isProbing = mode === 'words' && hasWordMaps && !isPlacing;
  const isSliding = mode === 'slider' && hasAfter && !isHoldingOriginal && !isPlacing;
  return {
    tool: chooseTool(mode, isPlacing, hasWordMaps),
    hasAfter,
    isSliding,
    isMasking,
    isProbing,
    shows: {
      // What the photo's own words act on is the photo.
      edited: hasAfter && !(mode === 'words' && facts.isSourceWord),
      preview: hasPreview || (!isRunning && hasResult && !facts.isSharp),
      border: !hasAfter || isRunning || mode === 'mask' || mode === 'difference',
      before: isHoldingOriginal || mode === 'side-by-side' || (isSliding && percent > 16),
      after: isDraft || mode === 'side-by-side' || (isSliding && percent < 86),
      // Over a corner that can be painted it would be in the way.
      hold: hasAfter && !isPlacing && !isMasking,
    },
  };
}

function chooseTool(mode: ViewMode, isPlacing: boolean, hasWordMaps: boolean): ToolId {
  // The box that is placed hears its own pointers.
  if (isPlacing) return 'pan';
  if (mode === 'slider') return 'slide';
  if (mode === 'mask') return 'paint';
  return mode === 'words' && hasWordMaps ? 'point' : 'pan';
}
