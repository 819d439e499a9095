import type { EditResult } from '../../protocol/engine.ts';
import { nameEdit } from '../../words/name-edit.ts';
import type { Photo } from '../photo/photo.ts';
import type { AppState } from './app-state.ts';
import { addEdit, commitEdit, type HistoryEntry } from './history-reducer.ts';
import { deriveRunInput } from './run-input.ts';
import type { RunInput } from './run-machine.ts';
import { isOn } from './run-reducer.ts';

/** Puts the edit on screen into the history, if it is one and shows what is asked for, and has it marked there. */
export function commitCurrentEdit(state: AppState): Partial<AppState> {
  const { run, history } = state;
  const input = deriveRunInput(state);
  if (input === null || run.result === null || run.resultKey !== input.key) return {};
  const entry = createEntry(input, run.result);
  return entry === null ? {} : { history: commitEdit(history, entry) };
}

/**
 * Puts a result into the history, whether it is still asked for or not: nothing that was made is lost. Where it is shown, the photo on screen
 * becomes the one that it was made of.
 */
export function commitResult(
  state: AppState,
  input: RunInput,
  photo: Photo,
  result: EditResult,
): Partial<Pick<AppState, 'history' | 'photo'>> {
  const shown = isOn(state.run, result.runId) ? { photo } : {};
  const entry = createEntry({ ...input, photo }, result);
  if (entry === null) return shown;
  const isAsked = deriveRunInput(state)?.key === input.key;
  return { ...shown, history: (isAsked ? commitEdit : addEdit)(state.history, entry) };
}

/** Null for the photo by its own words. */
function createEntry({ key, photo, recipe }: RunInput, result: EditResult): HistoryEntry | null {
  const name = nameEdit(recipe.prompts);
  return name === '' ? null : { ...recipe, id: crypto.randomUUID(), key, name, photo, result };
}
