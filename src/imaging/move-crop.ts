import type { CropRectangle } from '../protocol/photo-work.ts';
import { planExtents, type Extent } from './plan-extents.ts';

/** Moves the edited part by photo pixels; it stays inside the photo. */
export function moveCrop(crop: CropRectangle, photo: Extent, right: number, down: number): CropRectangle {
  return {
    ...crop,
    x: clamp(Math.round(crop.x + right), photo.width - crop.width),
    y: clamp(Math.round(crop.y + down), photo.height - crop.height),
  };
}

/**
 * Makes the edited part larger or smaller about its centre. It keeps the ratio of the pack, stays inside the photo, and is never
 * smaller than the pack's own size, below which nothing is gained.
 */
export function resizeCrop(crop: CropRectangle, photo: Extent, pack: Extent, factor: number): CropRectangle {
  const largest = planExtents(photo, pack).crop;
  const scale = Math.max(Math.min(1, pack.width / largest.width), Math.min(1, (crop.width * factor) / largest.width));
  const width = Math.round(largest.width * scale);
  const height = Math.round(largest.height * scale);
  return moveCrop({ ...crop, width, height }, photo, (crop.width - width) / 2, (crop.height - height) / 2);
}

function clamp(value: number, largest: number): number {
  return Math.max(0, Math.min(largest, value));
}
