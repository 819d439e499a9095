import type { AppState } from './app-state.ts';
import { removeEdit, selectEntry, type History } from './history-reducer.ts';
import { retarget } from './prompts-reducer.ts';
import { recipeOf } from './recipe.ts';
import { showResult } from './run-reducer.ts';
import { showPhoto } from './show-photo.ts';
import { commitCurrentEdit } from './commit-current-edit.ts';

/** Brings back the words, the settings and the picture of an edit. */
export function restoreEntry(state: AppState, id: string): Partial<AppState> {
  const committed = { ...state, ...commitCurrentEdit(state) };
  return showCursor(committed, selectEntry(committed.history, id));
}

/** Takes an edit out of the history; where it was on screen, the one before it is shown. */
export function deleteEntry(state: AppState, id: string): Partial<AppState> {
  const history = removeEdit(state.history, id);
  return state.history.entries[state.history.cursor]?.id === id ? showCursor(state, history) : { history };
}

/** Brings back what was deleted, and the edit that was on screen with it. */
export function undoDeletion(state: AppState, before: AppState): Partial<AppState> {
  const { history, photo, run } = before;
  const wasShown = photo !== null && history.entries[history.cursor] !== undefined && run.status !== 'running';
  return wasShown ? { ...showPhoto(state, { photo, recipe: recipeOf(before), run }), history } : { history };
}

function showCursor(state: AppState, history: History): Partial<AppState> {
  const entry = history.entries[history.cursor];
  if (entry === undefined) {
    return { history, prompts: { ...retarget(state.prompts, state.prompts.source), emphasis: {} } };
  }
  const { photo, result, key } = entry;
  return { ...showPhoto(state, { photo, recipe: recipeOf(entry), run: showResult(result, key) }), history };
}
