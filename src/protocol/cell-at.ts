import type { PhotoPlace } from './engine.ts';

/** The cell, row by row, that a place of a picture lies in; a place beyond the border is at the border. */
export function cellAt(
  { width, height }: { readonly width: number; readonly height: number },
  place: PhotoPlace,
): number {
  const within = (part: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(part * count)));
  return within(place.y, height) * width + within(place.x, width);
}
