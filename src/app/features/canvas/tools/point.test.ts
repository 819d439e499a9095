import { describe, expect, it } from 'vitest';
import { point } from './point.ts';
import { key, pointer, SCENE, ZOOMED } from './testing/scene.ts';
import { IDLE, type ToolState } from './tool.ts';

// The left half of the photo is edited: 0.25 of the view is its middle.
const hovering = (x: number, y: number): ToolState => ({ name: 'hovering', at: { x, y } });
const pinned = (x: number, y: number): ToolState => ({ name: 'pinned', at: { x, y } });
const to = (x: number, y: number, isPinned: boolean) => [{ kind: 'pointed', place: { x, y, isPinned } }];
const CLEARED = [{ kind: 'pointed', place: null }];

describe('pointing at the picture', () => {
  it.each([
    ['hovers', IDLE, pointer('move', 0.25, 0.5), hovering(0.5, 0.5), to(0.5, 0.5, false)],
    ['moves on', hovering(0.1, 0.1), pointer('move', 0.25, 0.5), hovering(0.5, 0.5), to(0.5, 0.5, false)],
    ['ends beside the edited part', hovering(0.1, 0.1), pointer('move', 0.75, 0.5), IDLE, CLEARED],
    ['stays by a press', hovering(0.1, 0.1), pointer('down', 0.25, 0.5), pinned(0.5, 0.5), to(0.5, 0.5, true)],
    ['moves by another press', pinned(0.1, 0.1), pointer('down', 0.25, 0.5), pinned(0.5, 0.5), to(0.5, 0.5, true)],
    ['ends by a press beside', pinned(0.1, 0.1), pointer('down', 0.75, 0.5), IDLE, CLEARED],
    ['ends when the pointer leaves', hovering(0.1, 0.1), { type: 'leave' }, IDLE, CLEARED],
    ['begins in the middle with the focus', IDLE, { type: 'focus' }, pinned(0.5, 0.5), to(0.5, 0.5, true)],
    ['gives way to another tool', pinned(0.1, 0.1), { type: 'exit' }, IDLE, CLEARED],
  ] as const)('%s', (_, state, event, next, changes) => {
    expect(point.next(state, event, SCENE)).toEqual({ state: next, changes });
  });

  it.each([
    ['an arrow begins in the middle', IDLE, key('ArrowLeft'), pinned(0.48, 0.5), to(0.48, 0.5, true)],
    ['an arrow moves', pinned(0.5, 0.5), key('ArrowDown'), pinned(0.5, 0.52), to(0.5, 0.52, true)],
    ['an arrow pins', hovering(0.5, 0.5), key('ArrowRight'), pinned(0.52, 0.5), to(0.52, 0.5, true)],
    [
      'an arrow moves far with Shift',
      pinned(0.5, 0.5),
      key('ArrowUp', { isShift: true }),
      pinned(0.5, 0.4),
      to(0.5, 0.4, true),
    ],
    ['arrows stay inside', pinned(0, 0.5), key('ArrowLeft'), pinned(0, 0.5), to(0, 0.5, true)],
    ['Escape ends it', pinned(0.5, 0.5), key('Escape'), IDLE, CLEARED],
  ] as const)('by keyboard: %s', (_, state, event, next, changes) => {
    expect(point.next(state, event, SCENE)).toEqual({ state: next, changes, isTaken: true });
  });

  it.each([
    ['moves over a place that stays', pinned(0.1, 0.1), pointer('move', 0.25, 0.5)],
    ['moves while a button is pressed', hovering(0.1, 0.1), pointer('move', 0.25, 0.5, { isPressed: true })],
    ['the end of a press', pinned(0.1, 0.1), pointer('up', 0.25, 0.5)],
    ['a press that the browser takes away', pinned(0.1, 0.1), pointer('cancel', 0.25, 0.5)],
    ['a pointer that leaves a place that stays', pinned(0.1, 0.1), { type: 'leave' }],
    ['the focus where a place is asked about', hovering(0.1, 0.1), { type: 'focus' }],
    ['Escape with nothing to end', IDLE, key('Escape')],
    ['another key', IDLE, key('x')],
    ['a key that comes up', IDLE, { type: 'key-up', key: 'ArrowLeft' }],
  ] as const)('leaves to others: %s', (_, state, event) => {
    expect(point.next(state, event, SCENE)).toEqual({ state });
  });

  it('reads the place through the camera', () => {
    expect(point.next(IDLE, pointer('down', 0, 0.5), ZOOMED).state).toEqual(pinned(0.5, 0.5));
  });
});
