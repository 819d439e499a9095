import { toPhotoPlace } from '../../../store/camera.ts';
import type { Area } from '../../../store/painted-mask.ts';
import {
  IDLE,
  isPointer,
  type Change,
  type Point,
  type PointerInput,
  type Scene,
  type Step,
  type Tool,
  type ToolEvent,
  type ToolState,
} from './tool.ts';
import { clampToPaintable, middleOf, moveByKey, shorterSide } from './paintable.ts';

/** Parts of the shorter side: a lasso gets a point when it has moved so far, an area is one from such a width and height on. */
const POINT_SPACING = 0.005;

type Outlining = Extract<ToolState, { name: 'outlining' }>;

/** Outlines an area, from corner to corner or all around, by pointer and by keyboard. With Alt it is taken away. */
export const outline: Tool = {
  next(state, event, scene) {
    if (isPointer(event)) return outlineByPointer(state, event, scene);
    switch (event.type) {
      case 'key-down':
        return outlineByKey(state, event, scene);
      case 'blur':
      case 'exit':
        return {
          state: IDLE,
          changes: [...(end(state, scene, false).changes ?? []), { kind: 'outlined', points: null }],
        };
      default:
        return { state };
    }
  },
};

function outlineByPointer(state: ToolState, event: PointerInput, scene: Scene): Step {
  if (event.type === 'up' || event.type === 'cancel') return end(state, scene, event.type === 'up');
  if (event.button !== 'main') return { state };
  const place = toPhotoPlace(scene.camera, event.at);
  const at = clampToPaintable({ x: place.x * scene.photo.width, y: place.y * scene.photo.height }, scene);
  if (event.type === 'down') return { ...begin(at, scene, event.isAlt), isTaken: true };
  return state.name === 'outlining' ? { ...extend(state, at, scene), isTaken: true } : { state };
}

function outlineByKey(state: ToolState, event: Extract<ToolEvent, { type: 'key-down' }>, scene: Scene): Step {
  if (event.hasModifier) return { state };
  const from = state.name === 'hovering' || state.name === 'outlining' ? state.at : middleOf(scene);
  const at = moveByKey(from, event, scene);
  if (at !== null) {
    if (state.name === 'outlining') return announce(extend(state, at, scene), at);
    return announce({ state: { name: 'hovering', at }, changes: [{ kind: 'outlined', points: [at.x, at.y] }] }, at);
  }
  if (event.key === 'Escape' && state.name === 'outlining') return { ...end(state, scene, false), isTaken: true };
  if ((event.key !== ' ' && event.key !== 'Enter') || event.isRepeat) return { state };
  return state.name === 'outlining'
    ? { ...end(state, scene, true), isTaken: true }
    : announce(begin(from, scene, false), from);
}

function begin(at: Point, scene: Scene, isErased: boolean): Step {
  return extend({ name: 'outlining', at, points: [], isErased }, at, scene);
}

function extend(state: Outlining, at: Point, scene: Scene): Step {
  const [x = Infinity, y = Infinity] = state.points.slice(-2);
  const isFar = Math.hypot(at.x - x, at.y - y) >= POINT_SPACING * shorterSide(scene);
  const isCorner = scene.shape === 'rectangle' && state.points.length > 0;
  const points = isFar && !isCorner ? [...state.points, round(at.x), round(at.y)] : state.points;
  const next: Outlining = { ...state, at, points };
  return { state: next, changes: [{ kind: 'outlined', points: pointsOf(next, scene) }] };
}

function end(state: ToolState, scene: Scene, isKept: boolean): Step {
  if (state.name !== 'outlining') return { state };
  const points = pointsOf(state, scene);
  const area: Area = { kind: 'area', isErased: state.isErased, points };
  const least = POINT_SPACING * shorterSide(scene);
  const isArea = [0, 1].every((axis) => {
    const values = points.filter((_, i) => i % 2 === axis);
    return Math.max(...values) - Math.min(...values) > least;
  });
  return {
    state: IDLE,
    changes: [
      { kind: 'outlined', points: null },
      ...(isKept && isArea ? [{ kind: 'area-outlined', area } as const] : []),
    ],
  };
}

function pointsOf({ points, at }: Outlining, { shape }: Scene): readonly number[] {
  const [x = at.x, y = at.y] = points;
  if (shape === 'lasso') return points;
  return [x, y, round(at.x), y, round(at.x), round(at.y), x, round(at.y)];
}

function announce(step: Step, at: Point): Step {
  const announced: Change = { kind: 'brush-announced', at, isPainting: step.state.name === 'outlining' };
  return { ...step, changes: [...(step.changes ?? []), announced], isTaken: true };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
