import { expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { continueWith } from './continue-with.ts';
import { commitEdit, EMPTY_HISTORY } from './history-reducer.ts';
import { restoreEntry } from './show-history.ts';
import { showResult } from './run-reducer.ts';
import { createEntry } from './testing/history-entry.ts';
import { addMark } from './mask-reducer.ts';
import { recordStep, undoStep } from './undo-steps.ts';

const entry = createEntry('a', 'photo');
const { photo, prompts, tuning, result, key } = entry;
const shown: AppState = {
  ...INITIAL_STATE,
  photo,
  prompts,
  tuning,
  run: showResult(result, key),
  history: commitEdit(EMPTY_HISTORY, entry),
};
const edited: AppState = {
  ...shown,
  ...addMark(shown, { kind: 'brush', radiusPx: 2, points: [1, 1] }),
};
const next = { ...photo, id: 'next', changes: ['red → blue'] };

it('the words of the edit become those of the photo, and what was asked of it is asked no more', () => {
  const state = { ...edited, ...continueWith(edited, next) };
  expect(state.prompts).toEqual({ source: prompts.target, target: prompts.target, emphasis: {} });
  expect(state.tuning).toEqual({ freedom: 0.5, overrides: { seed: 7 } });
  expect([state.photo, state.run.result, state.history.cursor]).toEqual([next, null, -1]);
});

it('the edit stays in the history, pinned, and leads back to the photo before', () => {
  const state = { ...edited, ...continueWith(edited, next) };
  expect(state.history.entries.map(({ isPinned }) => isPinned)).toEqual([true]);
  expect({ ...state, ...restoreEntry(state, 'a') }.photo).toBe(photo);
});

it('is one step to take back', () => {
  const state = { ...edited, ...continueWith(edited, next) };
  const steps = recordStep(state, edited, 0);
  expect(steps?.past.length).toBe(1);
  const back = { ...state, steps: steps ?? state.steps };
  expect({ ...back, ...undoStep(back) }).toMatchObject({ photo, prompts, tuning: edited.tuning });
});
