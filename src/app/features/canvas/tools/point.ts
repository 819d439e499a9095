import { toPhotoPlace } from '../../../store/camera.ts';
import {
  ARROWS,
  IDLE,
  isPointer,
  type Point,
  type PointerInput,
  type Scene,
  type Step,
  type Tool,
  type ToolState,
} from './tool.ts';

/** Parts of the edited part's size that an arrow key moves by. */
const STEP = 0.02;
const LARGE_STEP = 0.1;
const MIDDLE: Point = { x: 0.5, y: 0.5 };

/** Points at the picture to ask what acts there: by hovering, by a press that stays, by arrow keys. */
export const point: Tool = {
  next(state, event, scene) {
    if (isPointer(event)) return pointByPointer(state, event, scene);
    switch (event.type) {
      case 'key-down': {
        const arrow = ARROWS[event.key];
        if (event.key === 'Escape' && state.name !== 'idle') return { ...clear(), isTaken: true };
        if (arrow === undefined) return { state };
        const step = event.isShift ? LARGE_STEP : STEP;
        const from = placeOf(state) ?? MIDDLE;
        const clamp = (value: number): number => Math.max(0, Math.min(1, value));
        const to = { x: clamp(from.x + step * arrow[0]), y: clamp(from.y + step * arrow[1]) };
        return { ...pin(to), isTaken: true };
      }
      case 'focus':
        return state.name === 'idle' ? pin(MIDDLE) : { state };
      case 'leave':
        return state.name === 'hovering' ? clear() : { state };
      case 'exit':
        return clear();
      default:
        return { state };
    }
  },
};

function pointByPointer(state: ToolState, event: PointerInput, scene: Scene): Step {
  if (event.type === 'up' || event.type === 'cancel') return { state };
  if (event.type === 'move' && (event.isPressed || state.name === 'pinned')) return { state };
  const { photo, crop } = scene;
  const place = toPhotoPlace(scene.camera, event.at);
  const at = {
    x: (place.x * photo.width - crop.x) / crop.width,
    y: (place.y * photo.height - crop.y) / crop.height,
  };
  if (at.x < 0 || at.x >= 1 || at.y < 0 || at.y >= 1) return clear();
  if (event.type === 'down') return pin(at);
  return { state: { name: 'hovering', at }, changes: [{ kind: 'pointed', place: { ...at, isPinned: false } }] };
}

function pin(at: Point): Step {
  return { state: { name: 'pinned', at }, changes: [{ kind: 'pointed', place: { ...at, isPinned: true } }] };
}

function clear(): Step {
  return { state: IDLE, changes: [{ kind: 'pointed', place: null }] };
}

function placeOf(state: ToolState): Point | null {
  return state.name === 'hovering' || state.name === 'pinned' ? state.at : null;
}
