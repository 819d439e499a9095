import type { PixelImage } from '../protocol/edit-request.ts';
import type { Extent } from './plan-extents.ts';

/** A picture laid into a larger one, with its left upper corner at a place; around it its mirror images go on. Sizes in pixels. */
export function continueEdges(
  image: PixelImage,
  place: { readonly x: number; readonly y: number },
  { width, height }: Extent,
): PixelImage {
  if (image.width === width && image.height === height) return image;
  const columns = Array.from({ length: width }, (_, x) => reflect(x - place.x, image.width));
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const row = reflect(y - place.y, image.height) * image.width;
    columns.forEach((column, x) => {
      const from = 4 * (row + column);
      data.set(image.data.subarray(from, from + 4), 4 * (y * width + x));
    });
  }
  return { width, height, data };
}

/** The pixel of a line that is seen at a place beyond its ends, between two mirrors. */
function reflect(place: number, length: number): number {
  const inPeriod = ((place % (2 * length)) + 2 * length) % (2 * length);
  return inPeriod < length ? inPeriod : 2 * length - 1 - inPeriod;
}
