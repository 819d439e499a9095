import type { AppState } from '../../store/app-state.ts';
import { moveCursor, selectEntry, type History } from '../../store/history-reducer.ts';
import { retarget } from '../../store/prompts-reducer.ts';
import { showResult } from '../../store/run-reducer.ts';
import { commitCurrentEdit } from './commit-current-edit.ts';

/** Goes one edit back or forward; before the first edit are the words of the photo itself. */
export function stepThroughHistory(state: AppState, by: -1 | 1): Partial<AppState> {
  const committed = { ...state, ...commitCurrentEdit(state) };
  return showCursor(committed, moveCursor(committed.history, by));
}

/** Brings back the words, the settings and the picture of an edit. */
export function restoreEntry(state: AppState, id: string): Partial<AppState> {
  const committed = { ...state, ...commitCurrentEdit(state) };
  return showCursor(committed, selectEntry(committed.history, id));
}

function showCursor(state: AppState, history: History): Partial<AppState> {
  const entry = history.entries[history.cursor];
  if (entry === undefined) {
    return { history, prompts: { ...retarget(state.prompts, state.prompts.source), emphasis: {} } };
  }
  const { photo, prompts, tuning, result, key } = entry;
  return { history, photo, prompts, tuning, run: showResult(result, key), view: { ...state.view, screen: 'edit' } };
}
