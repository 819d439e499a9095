/** Places within the part of the photo that can be painted, in pixels of the photo. */
import { ARROWS, type Point, type Scene, type ToolEvent } from './tool.ts';

/** Parts of the shorter side that an arrow key moves by. */
const KEY_STEP = 0.02;
const LARGE_KEY_STEP = 0.1;

export function middleOf({ paintable }: Scene): Point {
  return { x: paintable.x + paintable.width / 2, y: paintable.y + paintable.height / 2 };
}

export function shorterSide({ paintable }: Scene): number {
  return Math.min(paintable.width, paintable.height);
}

/**
 * The nearest place that can be painted.
 *
 * @param margin how far it stays from the right and the lower edge: 1 for a place that is a pixel
 */
export function clampToPaintable({ x, y }: Point, { paintable: part }: Scene, margin = 0): Point {
  return {
    x: Math.max(part.x, Math.min(part.x + part.width - margin, x)),
    y: Math.max(part.y, Math.min(part.y + part.height - margin, y)),
  };
}

/** Where an arrow key moves to, with Shift farther; null for any other key. */
export function moveByKey(
  from: Point,
  event: Extract<ToolEvent, { type: 'key-down' }>,
  scene: Scene,
  margin = 0,
): Point | null {
  const arrow = ARROWS[event.key];
  if (arrow === undefined) return null;
  const step = (event.isShift ? LARGE_KEY_STEP : KEY_STEP) * shorterSide(scene);
  return clampToPaintable({ x: from.x + step * arrow[0], y: from.y + step * arrow[1] }, scene, margin);
}
