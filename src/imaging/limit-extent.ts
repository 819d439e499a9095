import type { Extent } from './plan-extents.ts';

/** The size of a picture whose longer side is at most so many pixels; its own size where that is null or no less. Ratio kept to a pixel. */
export function limitExtent({ width, height }: Extent, longSidePx: number | null): Extent {
  const scale = longSidePx === null ? 1 : Math.min(1, longSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
