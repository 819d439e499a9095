import type { AppState } from './app-state.ts';
import { commitEdit } from './history-reducer.ts';
import { recipeOf } from './recipe.ts';
import { deriveRunInput } from './run-input.ts';
import { nameEdit } from '../../words/name-edit.ts';

/** Keeps the picture on screen in the history, if it is an edit and shows what is asked for. */
export function commitCurrentEdit(state: AppState): Partial<AppState> {
  const { photo, prompts, run, history } = state;
  const input = deriveRunInput(state);
  if (photo === null || input === null || run.result === null || run.resultKey !== input.key) return {};
  const name = nameEdit(prompts);
  if (name === '') return {};
  const { result } = run;
  const entry = { ...recipeOf(state), id: crypto.randomUUID(), key: input.key, name, photo, result };
  return { history: commitEdit(history, entry) };
}
