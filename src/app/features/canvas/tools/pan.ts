import { zoomOf } from '../../../store/camera.ts';
import {
  IDLE,
  isPointer,
  type Change,
  type Point,
  type PressedPointer,
  type Scene,
  type Tool,
  type ToolState,
} from './tool.ts';

/** A notch of a wheel is 100 or more; the fingers of a pinch on a touchpad send small numbers with Ctrl. */
const WHEEL_RATE = 0.0015;
const PINCH_RATE = 0.01;

/** Moves and zooms the photo: one pointer moves one that is zoomed, two pinch, the wheel zooms. */
export const pan: Tool = {
  next(state, event, scene) {
    if (event.type === 'wheel') {
      // The whole photo cannot become smaller: the wheel then scrolls the page.
      if (event.delta > 0 && zoomOf(scene.camera) === 1) return { state };
      const factor = Math.exp(-event.delta * (event.isPinch ? PINCH_RATE : WHEEL_RATE));
      const change: Change = { kind: 'camera', factor, about: intoView(event.at), right: 0, down: 0 };
      return { state, changes: [change], isTaken: true };
    }
    if (!isPointer(event)) return { state };
    const others = pressedPointers(state).filter(({ id }) => id !== event.pointerId);
    if (event.type === 'up' || event.type === 'cancel') return { state: withPointers(others) };
    if (event.button === 'other') return { state };
    const now: PressedPointer = { id: event.pointerId, at: event.at };
    if (event.type === 'down') return { state: withPointers([...others, now]) };
    const last = pressedPointers(state).find(({ id }) => id === event.pointerId);
    if (last === undefined) return { state };
    const [other] = others;
    if (other === undefined && zoomOf(scene.camera) === 1) return { state: withPointers([now]) };
    return { state: withPointers([...others, now]), changes: [follow(last.at, now.at, other?.at ?? null, scene)] };
  },
};

function pressedPointers(state: ToolState): readonly PressedPointer[] {
  return state.name === 'panning' || state.name === 'pinching' ? state.pointers : [];
}

function withPointers(pointers: readonly PressedPointer[]): ToolState {
  if (pointers.length === 0) return IDLE;
  return { name: pointers.length === 1 ? 'panning' : 'pinching', pointers };
}

/** Keeps what is under the pointers under them. Each of two moves the photo half as far. */
function follow(last: Point, now: Point, other: Point | null, { view }: Scene): Change {
  const distance = (to: Point, from: Point): number =>
    Math.hypot((to.x - from.x) * view.width, (to.y - from.y) * view.height);
  const factor = other === null ? 1 : distance(now, other) / Math.max(1, distance(last, other));
  const share = other === null ? 1 : 0.5;
  return {
    kind: 'camera',
    factor,
    about: intoView(now),
    right: share * (now.x - last.x),
    down: share * (now.y - last.y),
  };
}

/** Beside the view lies, side by side, its other half: the same place of the photo. */
function intoView({ x, y }: Point): Point {
  return { x: x > 1 ? x - Math.floor(x) : x, y };
}
