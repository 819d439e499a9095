import { describe, expect, it } from 'vitest';
import type { EditResult } from '../../protocol/engine.ts';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { addMark, removeLimit, limitToWord, maskOf, resizeBrush, setFeather } from './mask-reducer.ts';
import { isPainted, type MaskMark, type WordArea } from './painted-mask.ts';

const painting: AppState = { ...INITIAL_STATE, view: { ...INITIAL_STATE.view, tool: 'brush' } };
const dab: MaskMark = { kind: 'brush', radiusPx: 4, points: [1, 2] };
const erased: MaskMark = { kind: 'eraser', radiusPx: 4, points: [1, 2] };
const mask = new Uint8Array(4);

function apply(state: AppState, ...changes: readonly ((state: AppState) => Partial<AppState>)[]): AppState {
  return changes.reduce((current, change) => ({ ...current, ...change(current) }), state);
}

function withAutomaticMask(state: AppState): AppState {
  // Nothing else of the result bears on the mask.
  const result = { automaticMask: mask } as EditResult;
  return { ...state, run: { ...state.run, result } };
}

describe('painting', () => {
  it('first is a limit where the words have no mask, and a correction where they have one', () => {
    expect(maskOf(apply(painting, (state) => addMark(state, dab))).isLimit).toBe(true);
    expect(maskOf(apply(withAutomaticMask(painting), (state) => addMark(state, dab))).isLimit).toBe(false);
    expect(maskOf(apply(painting, (state) => addMark(state, erased))).isLimit).toBe(false);
  });

  it('can be cleared as a whole', () => {
    const cleared = apply(
      painting,
      (state) => addMark(state, dab),
      (state) => addMark(state, { kind: 'clear' }),
    );
    expect(isPainted(maskOf(cleared))).toBe(false);
  });

  it('leaves the other settings', () => {
    const tuned = { ...painting, tuning: { freedom: 0.9, overrides: { steps: 8 } } };
    const { tuning } = apply(
      tuned,
      (state) => addMark(state, dab),
      (state) => setFeather(state, 0.1),
    );
    expect(tuning).toMatchObject({ freedom: 0.9, overrides: { steps: 8 }, mask: { feather: 0.1, marks: [dab] } });
  });
});

it('a word limits the edit to where it acts', () => {
  const crop = { x: 0, y: 0, width: 8, height: 8 };
  const area: WordArea = { kind: 'word', crop, width: 1, height: 1, strength: [255] };
  const state = apply(withAutomaticMask(painting), (before) => limitToWord(before, area));
  expect(maskOf(state)).toMatchObject({ isLimit: true, marks: [area] });
  const lifted = maskOf(apply(state, removeLimit));
  expect([lifted.isLimit, isPainted(lifted)]).toEqual([false, false]);
});

it('the brush stays between its bounds', () => {
  const huge = apply(painting, ...Array.from({ length: 40 }, () => (state: AppState) => resizeBrush(state, 1)));
  const tiny = apply(painting, ...Array.from({ length: 40 }, () => (state: AppState) => resizeBrush(state, -1)));
  expect(huge.view.brush.radius).toBe(0.4);
  expect(tiny.view.brush.radius).toBe(0.01);
});
