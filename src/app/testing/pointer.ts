/** Mouse and fingers at places of the page, as the browser gets them from the system. */
import { cdp } from 'vitest/browser';

type Place = readonly [x: number, y: number];

/** Tests run in a frame, which may be scaled; the browser counts from the corner of the window. */
function inWindow([x, y]: Place): { readonly x: number; readonly y: number } {
  const frame = window.frameElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const scale = frame.width / innerWidth;
  return { x: frame.left + scale * x, y: frame.top + scale * y };
}

let at: Place = [0, 0];
let held: Button | null = null;

type Button = 'left' | 'middle';
/** As the browser counts them. */
const BUTTONS = { left: 1, middle: 4 } as const satisfies Record<Button, number>;
/** As the browser names it among the modifiers. */
export const ALT = 1;

export const mouse = {
  async move(to: Place, steps = 1): Promise<void> {
    const from = at;
    for (let step = 1; step <= steps; step++) {
      at = [from[0] + ((to[0] - from[0]) * step) / steps, from[1] + ((to[1] - from[1]) * step) / steps];
      await cdp().send('Input.dispatchMouseEvent', {
        type: 'mouseMoved',
        button: held ?? 'none',
        buttons: held === null ? 0 : BUTTONS[held],
        ...inWindow(at),
      });
    }
  },
  async down(button: Button = 'left', clickCount = 1, modifiers = 0): Promise<void> {
    held = button;
    const buttons = BUTTONS[button];
    await cdp().send('Input.dispatchMouseEvent', {
      type: 'mousePressed',
      button,
      buttons,
      clickCount,
      modifiers,
      ...inWindow(at),
    });
  },
  async up(clickCount = 1): Promise<void> {
    const button = held ?? 'left';
    held = null;
    await cdp().send('Input.dispatchMouseEvent', {
      type: 'mouseReleased',
      button,
      buttons: 0,
      clickCount,
      ...inWindow(at),
    });
  },
  async doubleClick(): Promise<void> {
    for (const clickCount of [1, 2]) {
      await mouse.down('left', clickCount);
      await mouse.up(clickCount);
    }
  },
  async wheel(deltaY: number): Promise<void> {
    await cdp().send('Input.dispatchMouseEvent', { type: 'mouseWheel', deltaX: 0, deltaY, ...inWindow(at) });
  },
};

/** Fingers on the screen; `touchEnd` with those that stay. */
export async function touch(
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  fingers: readonly Place[] = [],
): Promise<void> {
  await cdp().send('Input.dispatchTouchEvent', {
    type,
    touchPoints: fingers.map((place, id) => ({ ...inWindow(place), id })),
  });
}
