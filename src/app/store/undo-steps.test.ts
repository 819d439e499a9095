import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { emphasise, retarget } from './prompts-reducer.ts';
import { addMark } from './mask-reducer.ts';
import { applyPreset } from './presets.ts';
import { showResult } from './run-reducer.ts';
import { deriveRunInput } from './run-input.ts';
import { createEntry } from './testing/history-entry.ts';
import { createOpenedPack } from './testing/opened-pack.ts';
import { moveFreedom } from './tuning-reducer.ts';
import { recordStep, redoStep, undoStep, withoutSteps } from './undo-steps.ts';

const entry = createEntry('1', 'beach');
const START: AppState = {
  ...INITIAL_STATE,
  photo: entry.photo,
  prompts: { source: 'a red ball', target: 'a red ball', emphasis: {} },
};
const packOfTwo = { ...createOpenedPack().manifest, image: { width: 2, height: 2 } };
const dab = { kind: 'brush', radiusPx: 4, points: [1, 2] } as const;

/** Makes one change after the other, so many milliseconds apart, and remembers each. */
function change(
  state: AppState,
  gapMs: number,
  ...changes: readonly ((state: AppState) => Partial<AppState>)[]
): AppState {
  return changes.reduce((before, make, index) => {
    const after = { ...before, ...make(before) };
    const steps = recordStep(after, before, 100_000 + gapMs * index) ?? after.steps;
    return { ...after, steps };
  }, state);
}

const undo = (state: AppState): AppState => ({ ...state, ...undoStep(state) });
const redo = (state: AppState): AppState => ({ ...state, ...redoStep(state) });
const write = (target: string) => (state: AppState) => ({ prompts: retarget(state.prompts, target) });
const countSteps = ({ steps }: AppState): number => steps.past.length;

describe('a step that can be taken back', () => {
  it('is each word, however many keys it takes', () => {
    const typed = ['a b', 'a bl', 'a blue', 'a blue ', 'a blue b', 'a blue ball', 'a blue ball o', 'a blue ball on'];
    const state = change(START, 100, ...typed.map(write));
    expect(countSteps(state)).toBe(3);
    const targets = [undo(state), undo(undo(state)), undo(undo(undo(state)))].map(({ prompts }) => prompts.target);
    expect(targets).toEqual(['a blue ball', 'a blue ', 'a red ball']);
    expect(redo(redo(redo(undo(undo(undo(state)))))).prompts.target).toBe('a blue ball on');
  });

  it('is each version that is picked', () => {
    const pick =
      (seed: number) =>
      ({ tuning }: AppState) => ({
        tuning: { ...tuning, version: { target: 'a red ball', seed, variation: 0.5, freer: 0 } },
      });
    const state = change(START, 50, pick(1), pick(2));
    expect(countSteps(state)).toBe(2);
    expect(undo(state).tuning.version?.seed).toBe(1);
    expect(undo(undo(state)).tuning).not.toHaveProperty('version');
  });

  it('is another one when the same word is changed again later', () => {
    expect(countSteps(change(START, 2000, write('a blue ball'), write('a green ball')))).toBe(2);
  });

  it('is each preset, whichever of strength and emphasis it changes', () => {
    const use = (freedom: number, emphasis: Readonly<Record<string, number>>) => (state: AppState) =>
      applyPreset(state, { name: 'Bold', freedom, localBlend: true, emphasis });
    const state = change(START, 50, use(0.8, {}), use(0.8, { red: 1.4 }), use(0.2, { red: 0.6 }));
    expect(countSteps(state)).toBe(3);
    expect(undo(state)).toMatchObject({ tuning: { freedom: 0.8 }, prompts: { emphasis: { 1: 1.4 } } });
    expect(undo(undo(undo(state)))).toMatchObject({ tuning: { freedom: 0.5 }, prompts: { emphasis: {} } });
  });

  it('is each chip and each slider, drawn as far as it may be', () => {
    const weigh = (index: number, value: number) => (state: AppState) => ({
      prompts: emphasise(state.prompts, index, value),
    });
    expect(countSteps(change(START, 50, weigh(1, 1.1), weigh(1, 1.4), weigh(2, 0.5)))).toBe(2);
    const free = ({ tuning }: AppState) => ({ tuning: moveFreedom(tuning, 0.05) });
    const state = change(START, 50, free, free, free);
    expect(countSteps(state)).toBe(1);
    expect(undo(state).tuning.freedom).toBe(0.5);
  });

  it('is each switch and each stroke, however soon after the other', () => {
    const protect =
      (localBlend: boolean) =>
      ({ tuning }: AppState) => ({
        tuning: { ...tuning, overrides: { ...tuning.overrides, localBlend } },
      });
    expect(countSteps(change(START, 10, protect(false), protect(true)))).toBe(2);
    const paint = (state: AppState) => addMark(state, dab);
    const state = change(START, 10, paint, paint);
    expect(undo(state).tuning.mask?.marks).toHaveLength(1);
    expect(undo(undo(state)).tuning.mask).toBeUndefined();
    expect(redo(undo(state)).tuning.mask?.marks).toHaveLength(2);
  });

  it('is another photo; the same one at the size of another pack is none', () => {
    const other = createEntry('2', 'lake').photo;
    const state = change(START, 10, () => ({ photo: other }));
    expect(undo(state).photo).toBe(START.photo);
    const pixels = { width: 4, height: 4, data: new Uint8ClampedArray(64) };
    expect(countSteps(change(START, 10, ({ photo }) => ({ photo: photo && { ...photo, pixels } })))).toBe(0);
    expect(countSteps(change(INITIAL_STATE, 10, () => ({ photo: other })))).toBe(0);
  });
});

describe('taking back', () => {
  it('brings the picture with it where the history has it, and leaves the one on screen where not', () => {
    const shown = { ...START, run: showResult(entry.result, 'something else') };
    const state = change(shown, 10, write('a blue ball'));
    expect(undo(state).run).toBe(shown.run);
    expect(undo(state).history.cursor).toBe(-1);
  });

  it('brings the photo as that picture was made of it; which part the words choose of it is no step', () => {
    const { photo } = entry;
    const part = { ...photo, crop: { x: 0, y: 0, width: 1, height: 1 }, followsWords: true } as const;
    const whole = { ...part, crop: photo.crop };
    const shown = { ...START, photo: whole, run: showResult(entry.result, 'of the whole') };
    const words = change(shown, 10, write('a blue ball'));
    const made = change(words, 10, () => ({ photo: part, run: showResult(entry.result, 'of a part') }));
    expect(countSteps(made)).toBe(1);
    expect(undo(made).photo, 'with the picture that stays').toBe(part);
    const state = {
      ...made,
      pack: { ...made.pack, opened: { ...createOpenedPack(), manifest: packOfTwo } },
    };
    const key = deriveRunInput({ ...state, ...START, pack: state.pack, photo: part })?.key ?? '';
    const known = { ...state, history: { entries: [{ ...entry, key, photo: whole }], cursor: -1, dropped: 0 } };
    expect(undo(known)).toMatchObject({ photo: { crop: whole.crop }, run: { resultKey: key }, history: { cursor: 0 } });
    const moved = change(made, 10, () => ({ photo: { ...photo, crop: part.crop } }));
    expect(countSteps(moved), 'a part that the user chooses is one').toBe(2);
    expect(undo(moved).photo).toBe(part);
  });

  it('goes on before what a field took back by itself', () => {
    const typed = change(START, 2000, ({ tuning }) => ({ tuning: moveFreedom(tuning, 0.25) }), write('a blue ball'));
    const { photo } = START;
    if (photo === null) throw new Error('There is no photo.');
    const byField = change(typed, 10, (state) => {
      const { prompts } = write('a red ball')(state);
      return { prompts, ...withoutSteps(state, { photo, prompts, tuning: state.tuning }) };
    });
    expect(undo(byField).tuning.freedom).toBe(0.5);
  });

  it('is no step itself, and a new change ends what could be done again', () => {
    const back = undo(change(START, 10, write('a blue ball')));
    expect(recordStep(back, START, 0)).toBeNull();
    expect(change(back, 10, write('a green ball')).steps).toMatchObject({ past: [{}], future: [] });
    expect(undoStep(START)).toEqual({});
    expect(redoStep(START)).toEqual({});
  });
});
