import { describe, expect, it } from 'vitest';
import { pan } from './pan.ts';
import { key, pointer, SCENE, ZOOMED } from './testing/scene.ts';
import { IDLE, type ToolState } from './tool.ts';

const finger = (id: number, x: number, y = 0.5) => ({ id, at: { x, y } });
const PANNING: ToolState = { name: 'panning', pointers: [finger(1, 0.5)] };
const PINCHING: ToolState = { name: 'pinching', pointers: [finger(1, 0.4), finger(2, 0.6)] };
const THREE: ToolState = { name: 'pinching', pointers: [finger(1, 0.4), finger(2, 0.6), finger(3, 0.5)] };
const WHEEL = { type: 'wheel', at: { x: 0.25, y: 0.5 }, delta: -100, isPinch: false } as const;

describe('moving the photo', () => {
  it.each([
    ['begins with a press', IDLE, pointer('down', 0.5, 0.5), PANNING],
    ['begins with the wheel pressed', IDLE, pointer('down', 0.5, 0.5, { button: 'wheel' }), PANNING],
    ['not with another button', IDLE, pointer('down', 0.5, 0.5, { button: 'other' }), IDLE],
    ['not by hovering', IDLE, pointer('move', 0.5, 0.5), IDLE],
    ['ends', PANNING, pointer('up', 0.5, 0.5), IDLE],
    ['ends when the browser takes the pointer away', PANNING, pointer('cancel', 0.5, 0.5), IDLE],
    [
      'becomes a pinch with a second pointer',
      { name: 'panning', pointers: [finger(2, 0.6)] },
      pointer('down', 0.4, 0.5),
      { name: 'pinching', pointers: [finger(2, 0.6), finger(1, 0.4)] },
    ],
    ['is left of a pinch', PINCHING, pointer('up', 0.4, 0.5), { name: 'panning', pointers: [finger(2, 0.6)] }],
    ['stays a pinch with two of three', THREE, pointer('up', 0.5, 0.5, { pointerId: 3 }), PINCHING],
    ['hears no keys', PANNING, key('ArrowLeft'), PANNING],
  ] as const)('%s', (_, state, event, next) => {
    expect(pan.next(state, event, ZOOMED)).toEqual({ state: next });
  });

  it('follows the pointer in a photo that is zoomed', () => {
    expect(pan.next(PANNING, pointer('move', 0.75, 0.25), ZOOMED)).toEqual({
      state: { name: 'panning', pointers: [finger(1, 0.75, 0.25)] },
      changes: [{ kind: 'camera', factor: 1, about: { x: 0.75, y: 0.25 }, right: 0.25, down: -0.25 }],
    });
  });

  it('only remembers the pointer over a whole photo', () => {
    expect(pan.next(PANNING, pointer('move', 0.75, 0.25), SCENE)).toEqual({
      state: { name: 'panning', pointers: [finger(1, 0.75, 0.25)] },
    });
  });

  it('zooms by the distance of two pointers, over a whole photo too', () => {
    const { state, changes } = pan.next(PINCHING, pointer('move', 0.2, 0.5), SCENE);
    expect(state).toEqual({ name: 'pinching', pointers: [finger(2, 0.6), finger(1, 0.2)] });
    // From 40 to 80 pixels; each of the two moves the photo half as far.
    expect(changes).toEqual([
      {
        kind: 'camera',
        factor: expect.closeTo(2),
        about: { x: 0.2, y: 0.5 },
        right: expect.closeTo(-0.1),
        down: 0,
      },
    ]);
  });

  it('takes a place in the other half, side by side, for the same place of the photo', () => {
    expect(pan.next(PANNING, pointer('move', 1.25, 0.5), ZOOMED).changes).toEqual([
      { kind: 'camera', factor: 1, about: { x: 0.25, y: 0.5 }, right: 0.75, down: 0 },
    ]);
  });

  it.each([
    ['in', WHEEL, SCENE, Math.exp(0.15)],
    ['out', { ...WHEEL, delta: 100 }, ZOOMED, Math.exp(-0.15)],
    ['by a pinch on a touchpad', { ...WHEEL, delta: -10, isPinch: true }, SCENE, Math.exp(0.1)],
  ] as const)('the wheel zooms %s', (_, event, scene, factor) => {
    expect(pan.next(PANNING, event, scene)).toEqual({
      state: PANNING,
      changes: [{ kind: 'camera', factor: expect.closeTo(factor), about: WHEEL.at, right: 0, down: 0 }],
      isTaken: true,
    });
  });

  it('leaves the wheel to the page where the photo cannot become smaller', () => {
    expect(pan.next(IDLE, { ...WHEEL, delta: 100 }, SCENE)).toEqual({ state: IDLE });
  });
});
