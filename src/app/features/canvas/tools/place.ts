import { moveCrop, resizeCrop } from '../../../../imaging/move-crop.ts';
import { ARROWS, IDLE, isPointer, type Change, type Scene, type Tool } from './tool.ts';

/** Parts of the photo's longer side that an arrow key moves the box by. */
const STEP = 0.01;
const LARGE_STEP = 0.1;
const GROWTH = 1.1;

/** Moves and resizes the part of the photo that is edited, by its box, by the box's corner and by keyboard. */
export const place: Tool = {
  next(state, event, scene) {
    if (event.type === 'key-down') {
      const change = changeByKey(event.key, event.isShift, scene);
      return change === null ? { state } : { state, changes: [change], isTaken: true };
    }
    if (event.type === 'exit') return { state: IDLE };
    if (!isPointer(event)) return { state };
    if (event.type === 'up' || event.type === 'cancel') return { state: IDLE, isTaken: true };
    if (event.type === 'down') {
      return { state: { name: event.isCorner ? 'resizing' : 'moving', last: event.at }, isTaken: true };
    }
    if (state.name !== 'moving' && state.name !== 'resizing') return { state, isTaken: true };
    const right = (event.at.x - state.last.x) * scene.photo.width;
    const down = (event.at.y - state.last.y) * scene.photo.height;
    // The corner keeps its distance to the centre, which stays: half of the growth is on the other side.
    const change =
      state.name === 'moving' ? moveBy(scene, right, down) : resizeBy(scene, 1 + (right + down) / scene.crop.width);
    return { state: { ...state, last: event.at }, changes: [change], isTaken: true };
  },
};

function changeByKey(key: string, isShift: boolean, scene: Scene): Change | null {
  const arrow = ARROWS[key];
  if (arrow !== undefined) {
    const step = (isShift ? LARGE_STEP : STEP) * Math.max(scene.photo.width, scene.photo.height);
    return moveBy(scene, step * arrow[0], step * arrow[1]);
  }
  switch (key) {
    case '+':
    case '=':
      return resizeBy(scene, GROWTH);
    case '-':
      return resizeBy(scene, 1 / GROWTH);
    case 'Enter':
      return { kind: 'crop-applied' };
    case 'Escape':
      return { kind: 'crop-cancelled' };
    default:
      return null;
  }
}

function moveBy({ crop, photo }: Scene, right: number, down: number): Change {
  return { kind: 'crop', crop: moveCrop(crop, photo, right, down) };
}

function resizeBy({ crop, photo, pack }: Scene, factor: number): Change {
  return { kind: 'crop', crop: resizeCrop(crop, photo, pack, factor) };
}
