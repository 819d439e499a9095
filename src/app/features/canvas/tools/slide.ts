import { placeSeen, zoomOf } from '../../../store/camera.ts';
import { IDLE, isPointer, type Change, type Point, type Scene, type Tool } from './tool.ts';

/** How near a pointer must be to the line to take hold of it in a zoomed photo. */
const LINE_REACH_PX = 28;
const STEP = 2;
const LARGE_STEP = 10;

/** Moves the line between before and after. It follows a press anywhere on the photo; in one that is zoomed only near it. */
export const slide: Tool = {
  next(state, event, scene) {
    if (event.type === 'key-down') {
      const percent = moveByKey(event.key, event.isShift, scene.line);
      return percent === null ? { state } : { state, changes: [lineAt(percent)], isTaken: true };
    }
    if (event.type === 'exit') return { state: IDLE };
    if (!isPointer(event)) return { state };
    if (event.type === 'up' || event.type === 'cancel') return { state: IDLE };
    if (event.button !== 'main') return { state };
    if (event.type === 'down' && !canTakeLine(event.at, scene)) return { state: IDLE };
    if (event.type === 'move' && state.name !== 'sliding') return { state };
    return { state: { name: 'sliding' }, changes: [lineAt(percentAt(event.at.x, scene))], isTaken: true };
  },
};

function canTakeLine({ x, y }: Point, { line, camera, view }: Scene): boolean {
  if (line === null) return false;
  const { left, top, width, height } = placeSeen(camera);
  if (Math.abs(x - left - (width * line) / 100) * view.width < LINE_REACH_PX) return true;
  return zoomOf(camera) === 1 && x >= left && x <= left + width && y >= top && y <= top + height;
}

function percentAt(x: number, { camera }: Scene): number {
  const { left, width } = placeSeen(camera);
  return (100 * (x - left)) / width;
}

function moveByKey(key: string, isShift: boolean, line: number | null): number | null {
  if (line === null) return null;
  const step = isShift ? LARGE_STEP : STEP;
  const next = {
    ArrowLeft: line - step,
    ArrowDown: line - step,
    ArrowRight: line + step,
    ArrowUp: line + step,
    PageDown: line - LARGE_STEP,
    PageUp: line + LARGE_STEP,
    Home: 0,
    End: 100,
  }[key];
  return next ?? null;
}

function lineAt(percent: number): Change {
  return { kind: 'line', percent: Math.max(0, Math.min(100, percent)) };
}
