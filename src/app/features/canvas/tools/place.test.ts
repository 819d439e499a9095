import { describe, expect, it } from 'vitest';
import { place } from './place.ts';
import { key, pointer, SCENE } from './testing/scene.ts';
import { IDLE, type ToolState } from './tool.ts';

const moving = (x: number, y: number): ToolState => ({ name: 'moving', last: { x, y } });
const resizing = (x: number, y: number): ToolState => ({ name: 'resizing', last: { x, y } });
const crop = (x: number, y: number, side = 200) => [{ kind: 'crop', crop: { x, y, width: side, height: side } }];

describe('placing the edited part', () => {
  it.each([
    ['follows the pointer', moving(0.2, 0.5), pointer('move', 0.3, 0.5), moving(0.3, 0.5), crop(40, 0)],
    ['stays in the photo', moving(0.2, 0.5), pointer('move', 0.9, 0.9), moving(0.9, 0.9), crop(200, 0)],
    // 40 photo pixels less across, on both sides together.
    ['resizes by its corner', resizing(0.5, 0.5), pointer('move', 0.4, 0.5), resizing(0.4, 0.5), crop(20, 20, 160)],
    ['moves by an arrow', IDLE, key('ArrowRight'), IDLE, crop(4, 0)],
    ['moves far with Shift', IDLE, key('ArrowRight', { isShift: true }), IDLE, crop(40, 0)],
    ['shrinks by a key', IDLE, key('-'), IDLE, crop(9, 9, 182)],
    ['grows no larger than the photo', IDLE, key('+'), IDLE, crop(0, 0)],
    ['grows by the key without Shift', IDLE, key('='), IDLE, crop(0, 0)],
    ['is applied by Enter', IDLE, key('Enter'), IDLE, [{ kind: 'crop-applied' }]],
    ['is given up by Escape', IDLE, key('Escape'), IDLE, [{ kind: 'crop-cancelled' }]],
  ] as const)('%s', (_, state, event, next, changes) => {
    expect(place.next(state, event, SCENE)).toEqual({ state: next, changes, isTaken: true });
  });

  it.each([
    ['begins to move with a press', IDLE, pointer('down', 0.2, 0.5), moving(0.2, 0.5)],
    ['begins to resize at the corner', IDLE, pointer('down', 0.5, 1, { isCorner: true }), resizing(0.5, 1)],
    ['ignores a pointer that hovers', IDLE, pointer('move', 0.5, 0.5), IDLE],
    ['ends with the press', moving(0.2, 0.5), pointer('up', 0.2, 0.5), IDLE],
    ['ends when the browser takes the pointer away', resizing(0.5, 1), pointer('cancel', 0.2, 0.5), IDLE],
  ] as const)('%s', (_, state, event, next) => {
    expect(place.next(state, event, SCENE)).toEqual({ state: next, isTaken: true });
  });

  it('gives way to another tool and leaves other keys alone', () => {
    expect(place.next(moving(0.2, 0.5), { type: 'exit' }, SCENE)).toEqual({ state: IDLE });
    expect(place.next(IDLE, key('x'), SCENE)).toEqual({ state: IDLE });
    expect(place.next(IDLE, { type: 'focus' }, SCENE)).toEqual({ state: IDLE });
  });
});
