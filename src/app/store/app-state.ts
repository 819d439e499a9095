import type { OpenedPack } from '../../protocol/engine.ts';
import type { EngineError } from '../../protocol/errors.ts';
import type { Photo } from '../photo/photo.ts';
import { WHOLE_PHOTO, type Camera } from './camera.ts';
import { DEFAULT_EXPORT, type ExportChoice } from './export-choice.ts';
import { EMPTY_HISTORY, type History } from './history-reducer.ts';
import { EMPTY_PROMPTS, type Prompts } from './prompts-reducer.ts';
import { NO_RUN, type RunState } from './run-reducer.ts';
import { DEFAULT_TUNING, type Tuning } from './tuning-reducer.ts';

export type ViewMode = 'slider' | 'side-by-side' | 'difference' | 'mask' | 'words';

/** A word of one of the sentences, by its index among the space-separated words. */
export interface WordPlace {
  readonly sentence: 'source' | 'target';
  readonly index: number;
  /** As typed: the sentence may have changed since. */
  readonly word: string;
}
export type Theme = 'system' | 'light' | 'dark';

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
  readonly camera: Camera;
  /** The word whose place in the picture is asked for. */
  readonly word: WordPlace | null;
  readonly isHoldingOriginal: boolean;
  readonly isHelpOpen: boolean;
  readonly theme: Theme;
}

export interface AppState {
  readonly pack: PackState;
  readonly photo: Photo | null;
  /** A file is being decoded. */
  readonly isDecoding: boolean;
  readonly prompts: Prompts;
  readonly tuning: Tuning;
  readonly run: RunState;
  readonly history: History;
  readonly view: ViewState;
  readonly exporting: ExportChoice;
}

export const INITIAL_STATE: AppState = {
  pack: { status: 'closed', opened: null, error: null, step: 0, steps: 0 },
  photo: null,
  isDecoding: false,
  prompts: EMPTY_PROMPTS,
  tuning: DEFAULT_TUNING,
  run: NO_RUN,
  history: EMPTY_HISTORY,
  view: {
    screen: 'start',
    mode: 'slider',
    camera: WHOLE_PHOTO,
    word: null,
    isHoldingOriginal: false,
    isHelpOpen: false,
    theme: 'system',
  },
  exporting: DEFAULT_EXPORT,
};
