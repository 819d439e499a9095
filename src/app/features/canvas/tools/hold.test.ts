import { describe, expect, it } from 'vitest';
import { hold } from './hold.ts';
import { key, pointer, SCENE } from './testing/scene.ts';
import { IDLE, type ToolState } from './tool.ts';

const HOLDING: ToolState = { name: 'holding' };
const SHOWN = [{ kind: 'original', isHeld: true }];
const GONE = [{ kind: 'original', isHeld: false }];

describe('holding to see the original', () => {
  it.each([
    ['a press', IDLE, pointer('down', 0, 0), HOLDING, SHOWN, true],
    ['Space', IDLE, key(' '), HOLDING, SHOWN, true],
    ['Enter', IDLE, key('Enter'), HOLDING, SHOWN, true],
    ['the end of the press', HOLDING, pointer('up', 0, 0), IDLE, GONE, true],
    ['a press that the browser takes away', HOLDING, pointer('cancel', 0, 0), IDLE, GONE, true],
    ['Space that comes up', HOLDING, { type: 'key-up', key: ' ' }, IDLE, GONE, true],
    ['Enter that comes up', HOLDING, { type: 'key-up', key: 'Enter' }, IDLE, GONE, true],
    ['the focus that goes', HOLDING, { type: 'blur' }, IDLE, GONE, false],
    ['a button that goes', HOLDING, { type: 'exit' }, IDLE, GONE, false],
  ] as const)('begins and ends by %s', (_, state, event, next, changes, isTaken) => {
    expect(hold.next(state, event, SCENE)).toEqual({ state: next, changes, isTaken });
  });

  it.each([
    ['a key that repeats', HOLDING, key(' ', { isRepeat: true })],
    ['a pointer that moves', HOLDING, pointer('move', 0, 0)],
    ['a pointer that hovers', IDLE, pointer('move', 0, 0)],
    ['another key', HOLDING, key('x')],
    ['another key that comes up', HOLDING, { type: 'key-up', key: 'x' }],
    ['the focus that goes while nothing is held', IDLE, { type: 'blur' }],
    ['the focus', IDLE, { type: 'focus' }],
  ] as const)('stays as it is: %s', (_, state, event) => {
    const step = hold.next(state, event, SCENE);
    expect(step.state).toBe(state);
    expect(step.changes).toBeUndefined();
  });
});
