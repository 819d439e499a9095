import { expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { findForeseen } from './foreseen.ts';
import { emphasise } from './prompts-reducer.ts';
import { recipeOf } from './recipe.ts';
import { createEntry } from './testing/history-entry.ts';

it('a foreseen picture is shown until its run has ended or something else is asked for', () => {
  const { photo, prompts, tuning, result } = createEntry('1', 'beach');
  const { image } = result;
  const asked: AppState = { ...INITIAL_STATE, photo, prompts, tuning };
  const state: AppState = { ...asked, foreseen: { photoId: photo.id, recipe: recipeOf(asked), image } };
  expect(findForeseen(state)).toBe(image);
  expect(findForeseen(asked)).toBeNull();
  expect(findForeseen({ ...state, prompts: emphasise(prompts, 0, 0.5) })).toBeNull();
  expect(findForeseen({ ...state, tuning: { ...tuning, freedom: 1 } })).toBeNull();
  expect(findForeseen({ ...state, photo: { ...photo, id: 'another' } })).toBeNull();
  expect(findForeseen({ ...state, run: { ...state.run, result } })).toBeNull();
});
