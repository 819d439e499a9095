import type { KeyboardEvent, PointerEvent } from 'react';
import type { Point, PointerInput, ToolEvent } from './tools/tool.ts';

const WHEEL_BUTTON = 4;
const TYPES: Readonly<Record<string, PointerInput['type']>> = {
  pointerdown: 'down',
  pointermove: 'move',
  pointerup: 'up',
  pointercancel: 'cancel',
};

/** A pointer as the tools know it. `view` is what its place is measured by. */
export function readPointer(event: PointerEvent<HTMLElement>, view: HTMLElement, isCorner = false): PointerInput {
  const { button, buttons, pointerId, pointerType, altKey } = event;
  return {
    type: TYPES[event.type] ?? 'cancel',
    pointerId,
    at: placeIn(view, event),
    button: button === 1 || (buttons & WHEEL_BUTTON) !== 0 ? 'wheel' : button > 0 ? 'other' : 'main',
    isPressed: buttons > 0,
    isMouse: pointerType === 'mouse',
    isCorner,
    isAlt: altKey,
  };
}

/** A key as the tools know it. */
export function readKey({ type, key, shiftKey, ctrlKey, metaKey, altKey, repeat }: KeyboardEvent): ToolEvent {
  if (type === 'keyup') return { type: 'key-up', key };
  return { type: 'key-down', key, isShift: shiftKey, hasModifier: ctrlKey || metaKey || altKey, isRepeat: repeat };
}

/** Where a point of the screen lies in an element, as parts of its size from its top left. */
export function placeIn(
  element: HTMLElement,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}
