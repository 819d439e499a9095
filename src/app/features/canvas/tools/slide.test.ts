import { describe, expect, it } from 'vitest';
import { slide } from './slide.ts';
import { key, pointer, SCENE, ZOOMED } from './testing/scene.ts';
import { IDLE, type ToolState } from './tool.ts';

const SLIDING: ToolState = { name: 'sliding' };
const NO_LINE = { ...SCENE, line: null };
const at = (percent: number) => [{ kind: 'line', percent }];

describe('the line between before and after', () => {
  it.each([
    ['takes a press anywhere', IDLE, pointer('down', 0.2, 0.5), SCENE, SLIDING, at(20)],
    ['takes a press near the line of a zoomed photo', IDLE, pointer('down', 0.6, 0.5), ZOOMED, SLIDING, at(60)],
    ['follows', SLIDING, pointer('move', 0.3, 0.5), SCENE, SLIDING, at(30)],
    ['follows in a zoomed photo too', SLIDING, pointer('move', 0.9, 0.5), ZOOMED, SLIDING, at(90)],
    ['stays inside on the left', SLIDING, pointer('move', -0.5, 0.5), SCENE, SLIDING, at(0)],
    ['stays inside on the right', SLIDING, pointer('move', 1.5, 0.5), SCENE, SLIDING, at(100)],
    ['goes on while the original is held', SLIDING, pointer('move', 0.3, 0.5), NO_LINE, SLIDING, at(30)],
    ['moves by an arrow', IDLE, key('ArrowLeft'), SCENE, IDLE, at(48)],
    ['moves up as to the right', IDLE, key('ArrowUp'), SCENE, IDLE, at(52)],
    ['moves down as to the left', IDLE, key('ArrowDown'), SCENE, IDLE, at(48)],
    ['moves far with Shift', IDLE, key('ArrowRight', { isShift: true }), SCENE, IDLE, at(60)],
    ['moves far by a page', IDLE, key('PageUp'), SCENE, IDLE, at(60)],
    ['moves far back by a page', IDLE, key('PageDown'), SCENE, IDLE, at(40)],
    ['goes to the start', IDLE, key('Home'), SCENE, IDLE, at(0)],
    ['goes to the end', IDLE, key('End'), SCENE, IDLE, at(100)],
    ['stays inside by key', IDLE, key('PageDown'), { ...SCENE, line: 5 }, IDLE, at(0)],
  ] as const)('%s', (_, state, event, scene, next, changes) => {
    expect(slide.next(state, event, scene)).toEqual({ state: next, changes, isTaken: true });
  });

  it.each([
    ['a press far from the line of a zoomed photo', IDLE, pointer('down', 0.65, 0.5), ZOOMED, IDLE],
    ['a press where there is no line', IDLE, pointer('down', 0.5, 0.5), NO_LINE, IDLE],
    ['a press with another button', IDLE, pointer('down', 0.5, 0.5, { button: 'other' }), SCENE, IDLE],
    ['a press with the wheel', IDLE, pointer('down', 0.5, 0.5, { button: 'wheel' }), SCENE, IDLE],
    ['a pointer that hovers', IDLE, pointer('move', 0.5, 0.5), SCENE, IDLE],
    ['the end of a press', SLIDING, pointer('up', 0.5, 0.5), SCENE, IDLE],
    ['a press that the browser takes away', SLIDING, pointer('cancel', 0.5, 0.5), SCENE, IDLE],
    ['another tool', SLIDING, { type: 'exit' }, SCENE, IDLE],
    ['another key', IDLE, key('x'), SCENE, IDLE],
    ['a key where there is no line', IDLE, key('Home'), NO_LINE, IDLE],
    ['the focus', IDLE, { type: 'focus' }, SCENE, IDLE],
  ] as const)('leaves to others: %s', (_, state, event, scene, next) => {
    expect(slide.next(state, event, scene)).toEqual({ state: next });
  });
});
