import { toPhotoPlace } from '../../../store/camera.ts';
import type { Stroke } from '../../../store/painted-mask.ts';
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
import { middleOf, moveByKey, shorterSide } from './paintable.ts';

/** A point is added when the brush has moved this part of its radius. */
const POINT_SPACING = 1 / 6;

/** A brush or an eraser over the picture, by pointer and by keyboard. */
export const paint: Tool = {
  next(state, event, scene) {
    if (isPointer(event)) return paintByPointer(state, event, scene);
    switch (event.type) {
      case 'key-down':
        return paintByKey(state, event, scene);
      case 'key-up':
        return event.key === ' ' ? { ...end(state, scene, true), isTaken: true } : { state };
      case 'focus':
        return state.name === 'idle' ? moveTo(state, middleOf(scene), scene) : { state };
      case 'leave':
        return state.name === 'painting' ? { state } : hide({ state });
      case 'blur':
        return hide(end(state, scene, true));
      case 'exit':
        return hide(end(state, scene, false));
      default:
        return { state };
    }
  },
};

function paintByPointer(state: ToolState, event: PointerInput, scene: Scene): Step {
  if (event.type === 'up' || event.type === 'cancel') {
    const ended = end(state, scene, event.type === 'up');
    return event.isMouse ? ended : hide(ended);
  }
  if (event.button !== 'main') return { state };
  const place = toPhotoPlace(scene.camera, event.at);
  const to = { x: place.x * scene.photo.width, y: place.y * scene.photo.height };
  if (event.type === 'move') return { ...moveTo(state, to, scene), isTaken: true };
  return { ...begin(to, scene), isTaken: true };
}

function paintByKey(state: ToolState, event: Extract<ToolEvent, { type: 'key-down' }>, scene: Scene): Step {
  if (event.hasModifier) return { state };
  const from = placeOf(state) ?? middleOf(scene);
  const to = moveByKey(from, event, scene);
  if (to !== null) return announce(moveTo(state, to, scene), to);
  if (event.key === ' ') {
    return announce(state.name === 'painting' || event.isRepeat ? { state } : begin(from, scene), from);
  }
  if (event.key === 'Escape' && state.name === 'painting') return announce(end(state, scene, false), from);
  return { state };
}

function begin(at: Point, scene: Scene): Step {
  const moved = moveTo({ name: 'painting', at, points: [] }, at, scene);
  return { ...moved, changes: [{ kind: 'stroke-begun' }, ...(moved.changes ?? [])] };
}

function moveTo(state: ToolState, at: Point, scene: Scene): Step {
  const brush: Change = { kind: 'brush', at };
  if (state.name !== 'painting') return { state: { name: 'hovering', at }, changes: [brush] };
  const [x = Infinity, y = Infinity] = state.points.slice(-2);
  if (Math.hypot(at.x - x, at.y - y) < POINT_SPACING * radiusOf(scene)) {
    return { state: { ...state, at }, changes: [brush] };
  }
  const points = [...state.points, Math.round(at.x * 10) / 10, Math.round(at.y * 10) / 10];
  const segment = strokeOf(points.slice(-4), scene);
  return { state: { name: 'painting', at, points }, changes: [brush, { kind: 'stroke-extended', segment }] };
}

function end(state: ToolState, scene: Scene, isKept: boolean): Step {
  if (state.name !== 'painting') return { state };
  const stroke = strokeOf(state.points, scene);
  const isPaint = isKept && touches(stroke, scene);
  return {
    state: { name: 'hovering', at: state.at },
    changes: [{ kind: 'stroke-ended', stroke: isPaint ? stroke : null }],
  };
}

function hide({ changes = [] }: Step): Step {
  return { state: IDLE, changes: [...changes, { kind: 'brush', at: null }] };
}

function announce(step: Step, at: Point): Step {
  const announced: Change = { kind: 'brush-announced', at, isPainting: step.state.name === 'painting' };
  return { state: step.state, changes: [...(step.changes ?? []), announced], isTaken: true };
}

/** False for a stroke beside what can be painted on, which would be paint that nobody sees. */
function touches({ points, radiusPx }: Stroke, { paintable: { x, y, width, height } }: Scene): boolean {
  return points.some((left, i) => {
    const top = points[i + 1];
    if (i % 2 === 1 || top === undefined) return false;
    return left > x - radiusPx && left < x + width + radiusPx && top > y - radiusPx && top < y + height + radiusPx;
  });
}

function strokeOf(points: readonly number[], scene: Scene): Stroke {
  return { kind: scene.brush.tool, radiusPx: radiusOf(scene), points };
}

function placeOf(state: ToolState): Point | null {
  return state.name === 'hovering' || state.name === 'painting' ? state.at : null;
}

function radiusOf(scene: Scene): number {
  return scene.brush.radius * shorterSide(scene);
}
