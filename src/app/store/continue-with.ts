import type { Photo } from '../photo/photo.ts';
import type { AppState } from './app-state.ts';
import { pinEdit, type History } from './history-reducer.ts';
import { showPhoto } from './show-photo.ts';
import { DEFAULT_TUNING } from './tuning-reducer.ts';

/**
 * Goes on with a photo that was made of the edit on screen: it shows what was asked for, and nothing is asked of it yet. The edit is pinned
 * in the history, so that the way back to the photo before stays.
 */
export function continueWith(state: AppState, photo: Photo): Partial<AppState> {
  const source = state.prompts.target;
  const { overrides } = state.tuning;
  const recipe = { prompts: { source, target: source, emphasis: {} }, tuning: { ...DEFAULT_TUNING, overrides } };
  return { ...showPhoto(state, { photo, recipe }), history: { ...pinShown(state.history), cursor: -1 } };
}

function pinShown(history: History): History {
  const shown = history.entries[history.cursor];
  return shown === undefined ? history : pinEdit(history, shown.id, true);
}
