import { nameEdit } from '../../words/name-edit.ts';
import type { AppState } from './app-state.ts';
import { deriveRunInput } from './run-input.ts';

/** Whether the picture on screen is an edit, and the one that is asked for. */
export function isEditShown(state: AppState): boolean {
  const { run, view } = state;
  const input = deriveRunInput(state);
  const isShown = input !== null && run.result !== null && input.key === run.resultKey;
  return isShown && view.screen === 'edit' && nameEdit(state.prompts) !== '';
}
