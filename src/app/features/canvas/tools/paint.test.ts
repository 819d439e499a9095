import { describe, expect, it } from 'vitest';
import { paint } from './paint.ts';
import { key, pointer, SCENE } from './testing/scene.ts';
import { IDLE, type Change, type ToolState } from './tool.ts';

/** The brush has a radius of 20 photo pixels; a point of the view is 400 x 200 of them. */
const hovering = (x: number, y: number): ToolState => ({ name: 'hovering', at: { x, y } });
const painting = (x: number, y: number, points: readonly number[] = [x, y]): ToolState => ({
  name: 'painting',
  at: { x, y },
  points,
});
const stroke = (points: readonly number[]) => ({ kind: 'brush', radiusPx: 20, points }) as const;
const brush = (x: number, y: number): Change => ({ kind: 'brush', at: { x, y } });
const HIDDEN: Change = { kind: 'brush', at: null };
const BEGUN: Change = { kind: 'stroke-begun' };
const extended = (...points: number[]): Change => ({ kind: 'stroke-extended', segment: stroke(points) });
const ended = (points: readonly number[] | null): Change => ({
  kind: 'stroke-ended',
  stroke: points === null ? null : stroke(points),
});
const announced = (x: number, y: number, isPainting = false): Change => ({
  kind: 'brush-announced',
  at: { x, y },
  isPainting,
});
const touch = { isMouse: false };
const keyUp = { type: 'key-up', key: ' ' } as const;

describe('painting by pointer', () => {
  it.each([
    ['shows the brush', IDLE, pointer('move', 0.25, 0.5), hovering(100, 100), [brush(100, 100)]],
    ['moves it', hovering(8, 8), pointer('move', 0.25, 0.5), hovering(100, 100), [brush(100, 100)]],
    [
      'begins a stroke',
      IDLE,
      pointer('down', 0.25, 0.5),
      painting(100, 100),
      [BEGUN, brush(100, 100), extended(100, 100)],
    ],
    [
      'extends it by the last two points',
      painting(100, 100, [80, 100, 100, 100]),
      pointer('move', 0.3, 0.5),
      painting(120, 100, [80, 100, 100, 100, 120, 100]),
      [brush(120, 100), extended(100, 100, 120, 100)],
    ],
    [
      'adds no point for less than a sixth of the radius',
      painting(100, 100),
      pointer('move', 0.2575, 0.5),
      painting(103, 100, [100, 100]),
      [brush(103, 100)],
    ],
  ] as const)('%s', (_, state, event, next, changes) => {
    expect(paint.next(state, event, SCENE)).toEqual({ state: next, changes, isTaken: true });
  });

  it.each([
    ['ends with its press', painting(100, 100), pointer('up', 0.25, 0.5), hovering(100, 100), [ended([100, 100])]],
    ['is dropped when cancelled', painting(100, 100), pointer('cancel', 0.25, 0.5), hovering(100, 100), [ended(null)]],
    ['takes a finger with it', painting(100, 100), pointer('up', 0.25, 0.5, touch), IDLE, [ended([100, 100]), HIDDEN]],
    ['is dropped beside the edited part', painting(230, 100), pointer('up', 0, 0), hovering(230, 100), [ended(null)]],
    ['reaches in with its radius', painting(215, 100), pointer('up', 0, 0), hovering(215, 100), [ended([215, 100])]],
    ['is dropped for another tool', painting(100, 100), { type: 'exit' }, IDLE, [ended(null), HIDDEN]],
    ['ends without the focus', painting(100, 100), { type: 'blur' }, IDLE, [ended([100, 100]), HIDDEN]],
  ] as const)('a stroke %s', (_, state, event, next, changes) => {
    expect(paint.next(state, event, SCENE)).toEqual({ state: next, changes });
  });

  it.each([
    ['leaves', hovering(8, 8), { type: 'leave' }],
    ['loses the focus', hovering(8, 8), { type: 'blur' }],
    ['gives way to another tool', hovering(8, 8), { type: 'exit' }],
    ['was a finger', hovering(8, 8), pointer('up', 0, 0, touch)],
  ] as const)('hides the brush that %s', (_, state, event) => {
    expect(paint.next(state, event, SCENE)).toEqual({ state: IDLE, changes: [HIDDEN] });
  });

  it.each([
    ['another button', hovering(8, 8), pointer('down', 0.25, 0.5, { button: 'other' })],
    ['the wheel', hovering(8, 8), pointer('move', 0.25, 0.5, { button: 'wheel' })],
    ['a mouse that lets go of nothing', hovering(8, 8), pointer('up', 0.25, 0.5)],
    ['a pointer that leaves while it paints', painting(8, 8), { type: 'leave' }],
    ['the focus where the brush is already', hovering(8, 8), { type: 'focus' }],
    ['a turned wheel', hovering(8, 8), { type: 'wheel', at: { x: 0, y: 0 }, delta: 1, isPinch: false }],
  ] as const)('leaves to others: %s', (_, state, event) => {
    expect(paint.next(state, event, SCENE)).toEqual({ state });
  });

  it('erases with the eraser', () => {
    const scene = { ...SCENE, brush: { tool: 'eraser', radius: 0.2 } } as const;
    expect(paint.next(painting(100, 100), pointer('up', 0, 0), scene).changes).toEqual([
      { kind: 'stroke-ended', stroke: { kind: 'eraser', radiusPx: 40, points: [100, 100] } },
    ]);
  });
});

describe('painting by keyboard', () => {
  it.each([
    ['an arrow begins in the middle', IDLE, key('ArrowLeft'), hovering(96, 100), [brush(96, 100), announced(96, 100)]],
    ['an arrow moves', hovering(50, 50), key('ArrowUp'), hovering(50, 46), [brush(50, 46), announced(50, 46)]],
    [
      'an arrow moves far with Shift',
      hovering(50, 50),
      key('ArrowDown', { isShift: true }),
      hovering(50, 70),
      [brush(50, 70), announced(50, 70)],
    ],
    [
      'arrows stay in the edited part',
      hovering(199, 50),
      key('ArrowRight'),
      hovering(200, 50),
      [brush(200, 50), announced(200, 50)],
    ],
    [
      'Space begins a stroke',
      hovering(50, 50),
      key(' '),
      painting(50, 50),
      [BEGUN, brush(50, 50), extended(50, 50), announced(50, 50, true)],
    ],
    ['Space held goes on', painting(50, 50), key(' ', { isRepeat: true }), painting(50, 50), [announced(50, 50, true)]],
    [
      'an arrow extends the stroke',
      painting(50, 50),
      key('ArrowRight'),
      painting(54, 50, [50, 50, 54, 50]),
      [brush(54, 50), extended(50, 50, 54, 50), announced(54, 50, true)],
    ],
    ['Escape drops the stroke', painting(50, 50), key('Escape'), hovering(50, 50), [ended(null), announced(50, 50)]],
    ['Space ends it', painting(50, 50), keyUp, hovering(50, 50), [ended([50, 50])]],
  ] as const)('%s', (_, state, event, next, changes) => {
    expect(paint.next(state, event, SCENE)).toEqual({ state: next, changes, isTaken: true });
  });

  it('shows the brush in the middle for the focus', () => {
    expect(paint.next(IDLE, { type: 'focus' }, SCENE)).toEqual({
      state: hovering(100, 100),
      changes: [brush(100, 100)],
    });
  });

  it('takes Space that ends nothing', () => {
    expect(paint.next(hovering(8, 8), keyUp, SCENE)).toEqual({ state: hovering(8, 8), isTaken: true });
  });

  it.each([
    ['a key with Ctrl', key(' ', { hasModifier: true })],
    ['Escape without a stroke', key('Escape')],
    ['another key', key('b')],
    ['another key that comes up', { type: 'key-up', key: 'b' }],
  ] as const)('leaves to others: %s', (_, event) => {
    expect(paint.next(hovering(8, 8), event, SCENE)).toEqual({ state: hovering(8, 8) });
  });
});
