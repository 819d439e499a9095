import type { AppState, CanvasTool, ViewMode } from '../../store/app-state.ts';
import { isMaskTool, isOutlineTool } from '../../store/mask-reducer.ts';
import { findForeseen } from '../../store/foreseen.ts';
import type { ToolId } from './tools/tools.ts';

export interface StageFacts {
  readonly mode: ViewMode;
  readonly isHoldingOriginal: boolean;
  readonly run: RunFacts;
  readonly tool: CanvasTool;
  /** Space is held: the photo follows the pointer whatever the tool is. */
  readonly isGrabbing: boolean;
  /** Where the line between before and after is, in percent from the left. */
  readonly percent: number;
  /** The edited picture at full size shows the last result. */
  readonly isSharp: boolean;
  /** The word whose map lies over the picture is one of the photo's own. */
  readonly isSourceWord: boolean;
}

export interface RunFacts {
  readonly hasResult: boolean;
  /** There is none yet of the part that was chosen, and one of another part. */
  readonly hasLast: boolean;
  readonly hasWordMaps: boolean;
  readonly isRunning: boolean;
  readonly hasPreview: boolean;
  /** Where it will act is known. */
  readonly isLocated: boolean;
  readonly isDraft: boolean;
}

/** What is drawn of the picture. */
export interface StageView {
  /** The tool that hears pointers on the picture. */
  readonly tool: ToolId;
  readonly hasAfter: boolean;
  readonly isPlacing: boolean;
  readonly isSliding: boolean;
  readonly isMasking: boolean;
  readonly isProbing: boolean;
  readonly shows: {
    readonly edited: boolean;
    readonly preview: boolean;
    /** Where the edit will act, as long as nothing of it is painted. */
    readonly shimmer: boolean;
    readonly border: boolean;
    readonly before: boolean;
    readonly after: boolean;
    readonly hold: boolean;
  };
}

/** No more of a run than the stage shows: its steps and residuals come many times a second. */
export function deriveRunFacts(state: AppState): RunFacts {
  const { run } = state;
  const isRunning = run.status === 'running';
  const isForeseen = findForeseen(state) !== null;
  const hasPreview = isForeseen || (isRunning && run.previews > 0);
  return {
    hasResult: run.result !== null,
    hasLast: run.last !== null,
    hasWordMaps: (run.result?.wordMaps ?? null) !== null,
    isRunning,
    hasPreview,
    isLocated: run.located !== null,
    isDraft: hasPreview && run.isDraft && !isForeseen,
  };
}

export function deriveStage(facts: StageFacts): StageView {
  const { mode, tool, isHoldingOriginal, percent } = facts;
  const { hasResult, hasLast, hasWordMaps, isRunning, hasPreview, isLocated, isDraft } = facts.run;
  const hasAfter = hasResult || hasLast || hasPreview;
  const isPlacing = tool === 'crop';
  const isMasking = isMaskTool(tool);
  const isProbing = mode === 'words' && hasWordMaps && tool === 'hand';
  const isSliding = mode === 'slider' && hasAfter && !isHoldingOriginal && tool === 'hand';
  return {
    tool: facts.isGrabbing ? 'pan' : chooseTool(facts),
    hasAfter,
    isPlacing,
    isSliding,
    isMasking,
    isProbing,
    shows: {
      // What the photo's own words act on is the photo.
      edited: hasAfter && !(mode === 'words' && facts.isSourceWord),
      preview: hasPreview || (!isRunning && hasResult && !facts.isSharp),
      shimmer: isRunning && isLocated && !hasPreview,
      border: !hasAfter || isRunning || isMasking || mode === 'difference',
      before: isHoldingOriginal || mode === 'side-by-side' || (isSliding && percent > 16),
      after: isDraft || mode === 'side-by-side' || (isSliding && percent < 86),
      // Over a corner that can be painted it would be in the way.
      hold: hasAfter && !isPlacing && !isMasking,
    },
  };
}

function chooseTool({ mode, tool, run }: StageFacts): ToolId {
  // The box that is placed hears its own pointers.
  if (tool === 'crop') return 'pan';
  if (tool === 'select') return 'select';
  if (isOutlineTool(tool)) return 'outline';
  if (tool !== 'hand') return 'paint';
  if (mode === 'slider') return 'slide';
  return mode === 'words' && run.hasWordMaps ? 'point' : 'pan';
}
