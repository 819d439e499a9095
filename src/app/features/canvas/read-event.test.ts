import type { KeyboardEvent, PointerEvent } from 'react';
import { describe, expect, it } from 'vitest';
import { readKey, readPointer } from './read-event.ts';

const VIEW = { getBoundingClientRect: () => ({ left: 100, top: 50, width: 200, height: 100 }) } as HTMLElement;

function pointerEvent(fields: Partial<PointerEvent<HTMLElement>>): PointerEvent<HTMLElement> {
  const plain = { type: 'pointerdown', pointerId: 7, pointerType: 'mouse', clientX: 150, clientY: 75 };
  return { ...plain, button: 0, buttons: 1, ...fields } as PointerEvent<HTMLElement>;
}

describe('events over the picture', () => {
  it('have their place as parts of the view', () => {
    expect(readPointer(pointerEvent({}), VIEW)).toEqual({
      type: 'down',
      pointerId: 7,
      at: { x: 0.25, y: 0.25 },
      button: 'main',
      isPressed: true,
      isMouse: true,
      isCorner: false,
    });
  });

  it.each([
    ['main', { button: 0, buttons: 1 }],
    // A move has no button of its own.
    ['main', { type: 'pointermove', button: -1, buttons: 0 }],
    ['main', { type: 'pointermove', button: -1, buttons: 1 }],
    ['wheel', { button: 1, buttons: 4 }],
    ['wheel', { type: 'pointermove', button: -1, buttons: 4 }],
    ['other', { button: 2, buttons: 2 }],
  ] as const)('are of the button %s: %j', (button, fields) => {
    expect(readPointer(pointerEvent(fields), VIEW).button).toBe(button);
  });

  it('are keys with what is held beside them', () => {
    const event = { type: 'keydown', key: 'ArrowUp', shiftKey: true, repeat: false } as KeyboardEvent;
    const modifiers = { ctrlKey: false, metaKey: true, altKey: false };
    expect(readKey({ ...event, ...modifiers } as KeyboardEvent)).toEqual({
      type: 'key-down',
      key: 'ArrowUp',
      isShift: true,
      hasModifier: true,
      isRepeat: false,
    });
    expect(readKey({ ...event, ...modifiers, type: 'keyup' } as KeyboardEvent)).toEqual({
      type: 'key-up',
      key: 'ArrowUp',
    });
  });
});
