import type { OpenedPack } from '../../protocol/engine.ts';
import type { EngineError } from '../../protocol/errors.ts';
import type { LanguageId } from './languages.ts';
import type { Photo } from '../photo/photo.ts';
import type { Batch } from './batch-reducer.ts';
import { WHOLE_PHOTO, type Camera } from './camera.ts';
import { DEFAULT_EXPORT, type ExportChoice } from './export-choice.ts';
import type { ExaminedPhoto } from './examined-photo.ts';
import type { Foreseen } from './foreseen.ts';
import { EMPTY_HISTORY, type History } from './history-reducer.ts';
import { INITIAL_PERSISTENCE, type PersistenceState } from './persistence-state.ts';
import { DEFAULT_BRUSH, type Brush, type BrushTool, type OutlineTool } from './painted-mask.ts';
import { NO_PACKS, type PacksState } from './packs-state.ts';
import type { Preset } from './preset.ts';
import { EMPTY_PROMPTS, type Prompts } from './prompts-reducer.ts';
import type { Recipe } from './recipe.ts';
import { INITIAL_SCHEDULE, type RunSchedule } from './run-machine.ts';
import { NO_RUN, type RunState } from './run-reducer.ts';
import type { Versions } from './versions-state.ts';
import { DEFAULT_TUNING, type Tuning } from './tuning-reducer.ts';
import { NO_STEPS, type UndoSteps } from './undo-state.ts';

export type ViewMode = 'slider' | 'side-by-side' | 'difference' | 'words';

/** What a press on the picture does; the hand does what the view is for. */
export type CanvasTool = 'hand' | 'select' | BrushTool | OutlineTool | 'crop';

/** A word of one of the sentences, by its index among the space-separated words. */
export interface WordPlace {
  readonly sentence: 'source' | 'target';
  readonly index: number;
  /** As typed: the sentence may have changed since. */
  readonly word: string;
}
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface PackState {
  readonly status: 'closed' | 'opening' | 'open' | 'failed';
  readonly opened: OpenedPack | null;
  readonly error: EngineError | null;
  /** Files loaded so far, out of; 0 of 0 while unknown. */
  readonly step: number;
  readonly steps: number;
}

export interface ViewState {
  readonly screen: 'start' | 'edit';
  readonly mode: ViewMode;
  readonly tool: CanvasTool;
  readonly camera: Camera;
  /** The word whose place in the picture is asked for. */
  readonly word: WordPlace | null;
  /** The words of the thing that was selected last; null where none act there, or nothing was selected. */
  readonly selected: string | null;
  /** A thing is looked for, to be selected or removed. */
  readonly isLooking: boolean;
  /** What brush and eraser paint with. */
  readonly brush: Brush;
  readonly isHoldingOriginal: boolean;
  /** History and settings, beside the picture. */
  readonly isPanelOpen: boolean;
  /** The settings under the hood were opened, on this visit. */
  readonly wasHoodOpened: boolean;
  readonly isHelpOpen: boolean;
  readonly isReportOpen: boolean;
  readonly isBetweenOpen: boolean;
  /** The things that can be removed are listed. */
  readonly isRemoveOpen: boolean;
  readonly theme: Theme;
}

export interface AppState {
  readonly pack: PackState;
  /** Which packs there are, and what is being done to them. */
  readonly packs: PacksState;
  readonly photo: Photo | null;
  /** Of a sample's own edit. */
  readonly foreseen: Foreseen | null;
  /** What the model has found of the photo that was opened last. */
  readonly examined: ExaminedPhoto | null;
  /** A file is being decoded. */
  readonly isDecoding: boolean;
  readonly prompts: Prompts;
  readonly tuning: Tuning;
  readonly run: RunState;
  /** What waits for its run, and what the run machine remembers. */
  readonly schedule: RunSchedule;
  readonly history: History;
  /** What can be taken back and done again. */
  readonly steps: UndoSteps;
  readonly view: ViewState;
  readonly exporting: ExportChoice;
  readonly presets: readonly Preset[];
  readonly language: LanguageId;
  readonly persistence: PersistenceState;
  /** What a link brought for the next photo. */
  readonly linked: Recipe | null;
  /** The edit of several photos; null while there is none. */
  readonly batch: Batch | null;
  /** Versions of one edit side by side; null while there are none. */
  readonly versions: Versions | null;
}

export const INITIAL_STATE: AppState = {
  pack: { status: 'closed', opened: null, error: null, step: 0, steps: 0 },
  packs: NO_PACKS,
  photo: null,
  foreseen: null,
  examined: null,
  isDecoding: false,
  prompts: EMPTY_PROMPTS,
  tuning: DEFAULT_TUNING,
  run: NO_RUN,
  schedule: INITIAL_SCHEDULE,
  history: EMPTY_HISTORY,
  steps: NO_STEPS,
  view: {
    screen: 'start',
    mode: 'slider',
    tool: 'hand',
    camera: WHOLE_PHOTO,
    word: null,
    selected: null,
    isLooking: false,
    brush: DEFAULT_BRUSH,
    isHoldingOriginal: false,
    isPanelOpen: false,
    wasHoodOpened: false,
    isHelpOpen: false,
    isReportOpen: false,
    isBetweenOpen: false,
    isRemoveOpen: false,
    theme: 'system',
  },
  exporting: DEFAULT_EXPORT,
  presets: [],
  language: 'en',
  persistence: INITIAL_PERSISTENCE,
  linked: null,
  batch: null,
  versions: null,
};
