import { describe, expect, it } from 'vitest';
import { select } from './select.ts';
import { key, pointer, SCENE } from './testing/scene.ts';
import { IDLE, type ToolState } from './tool.ts';

const hovering = (x: number, y: number): ToolState => ({ name: 'hovering', at: { x, y } });
const asked = (x: number, y: number, isErased = false) => ({ kind: 'thing-asked', at: { x, y }, isErased });

describe('a thing is asked for', () => {
  it.each([
    ['by a press', IDLE, pointer('down', 0.25, 0.5), [asked(100, 100)]],
    [
      'to be taken away by a press with Alt',
      IDLE,
      pointer('down', 0.25, 0.5, { isAlt: true }),
      [asked(100, 100, true)],
    ],
    ['by Space where the arrows led', hovering(40, 60), key(' '), [asked(40, 60)]],
    ['by Enter in the middle', IDLE, key('Enter'), [asked(100, 100)]],
  ] as const)('%s', (_, state, event, changes) => {
    expect(select.next(state, event, SCENE)).toMatchObject({ changes, isTaken: true });
  });

  it.each([
    ['beside what can be painted on', pointer('down', 0.75, 0.5)],
    ['by another button', pointer('down', 0.25, 0.5, { button: 'other' })],
    ['by a pointer that moves', pointer('move', 0.25, 0.5)],
    ['by a key that is held', key(' ', { isRepeat: true })],
    ['by a key with Ctrl', key(' ', { hasModifier: true })],
  ] as const)('not %s', (_, event) => {
    expect(select.next(IDLE, event, SCENE)).toEqual({ state: IDLE });
  });

  it('after arrows, which show and say where, and stay on what can be painted on', () => {
    const step = select.next(hovering(198, 60), key('ArrowRight'), SCENE);
    expect(step.state).toEqual(hovering(199, 60));
    expect(step.changes?.map(({ kind }) => kind)).toEqual(['outlined', 'brush-announced']);
    expect(select.next(step.state, { type: 'blur' }, SCENE)).toEqual({
      state: IDLE,
      changes: [{ kind: 'outlined', points: null }],
    });
  });
});
