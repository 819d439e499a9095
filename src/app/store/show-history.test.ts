import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { zoomTo } from './camera.ts';
import type { HistoryEntry } from './history-reducer.ts';
import { recipeOf } from './recipe.ts';
import { NO_RUN, showResult } from './run-reducer.ts';
import { deleteEntry, restoreEntry, undoDeletion } from './show-history.ts';
import { createEntry } from './testing/history-entry.ts';

const [onBeach, onLake] = [createEntry('a', 'beach'), createEntry('b', 'lake', 'a green ball')];

/** An edit on screen, zoomed in, with two in the history. */
function showing(entry: HistoryEntry): AppState {
  const cursor = entry === onBeach ? 0 : 1;
  return {
    ...INITIAL_STATE,
    ...recipeOf(entry),
    photo: entry.photo,
    run: showResult(entry.result, entry.key),
    history: { entries: [onBeach, onLake], cursor, dropped: 0 },
    view: {
      ...INITIAL_STATE.view,
      screen: 'edit',
      camera: zoomTo({ ...INITIAL_STATE.view.camera, fitScale: 0.5 }, 2),
    },
  };
}

const apply = (state: AppState, change: (state: AppState) => Partial<AppState>): AppState => ({
  ...state,
  ...change(state),
});

describe('an edit of the history', () => {
  it('comes back with its photo, words and picture', () => {
    const state = apply(showing(onLake), (current) => restoreEntry(current, 'a'));
    expect(state.photo).toBe(onBeach.photo);
    expect(state.prompts).toEqual(onBeach.prompts);
    expect(state.run.result).toBe(onBeach.result);
    expect(state.history.cursor).toBe(0);
  });

  it('of another photo is shown whole; of the same one as it is zoomed', () => {
    const state = showing(onLake);
    expect(apply(state, (current) => restoreEntry(current, 'a')).view.camera.scale).toBeNull();
    expect(apply(state, (current) => restoreEntry(current, 'b')).view.camera.scale).toBe(2);
  });
});

describe('a deleted edit', () => {
  it('gives its place on screen to the one before it', () => {
    const state = apply(showing(onLake), (current) => deleteEntry(current, 'b'));
    expect(state.photo).toBe(onBeach.photo);
    expect(state.history.entries).toEqual([onBeach]);
  });

  it('is brought back with what was on screen; another photo is shown whole', () => {
    const before = showing(onLake);
    const deleted = apply(before, (current) => deleteEntry(current, 'b'));
    const zoomed = { ...deleted, view: { ...deleted.view, camera: before.view.camera } };
    const state = apply(zoomed, (current) => undoDeletion(current, before));
    expect(state.history).toBe(before.history);
    expect(state.photo).toBe(onLake.photo);
    expect(state.prompts).toEqual(onLake.prompts);
    expect(state.run).toBe(before.run);
    expect(state.view.camera.scale).toBeNull();
  });

  it('comes back to the history alone where none was on screen, or a run was on its way', () => {
    const shown = showing(onLake);
    const unshown = { ...shown, history: { ...shown.history, cursor: -1 } };
    const running: AppState = { ...shown, run: { ...NO_RUN, status: 'running' } };
    for (const before of [unshown, running]) expect(undoDeletion(shown, before)).toEqual({ history: before.history });
  });
});
