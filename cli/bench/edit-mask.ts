import type { PixelImage } from '../../src/protocol/edit-request.ts';

/** What is added around what differs, for soft edges and shadows, in parts of the picture's longer side. */
const GROWTH = 3 / 128;
const HALF = 128;

/** A picture that is white where two others differ, as 1 there and a few pixels around, and 0 elsewhere. [height x width] */
export function growMask({ width, height, data }: PixelImage): Float32Array {
  const differs = Float32Array.from({ length: width * height }, (_, pixel) => ((data[4 * pixel] ?? 0) < HALF ? 0 : 1));
  const reach = Math.round(GROWTH * Math.max(width, height));
  const wide = grow(differs, [width, height], 1, reach);
  return grow(wide, [width, height], width, reach);
}

/** Largest value within `reach` pixels along one axis; `stride` is 1 for rows, the width for columns. */
function grow(
  mask: Float32Array,
  [width, height]: readonly [number, number],
  stride: number,
  reach: number,
): Float32Array {
  const extent = stride === 1 ? width : height;
  return mask.map((_, pixel) => {
    const position = stride === 1 ? pixel % width : Math.floor(pixel / width);
    const first = Math.max(-reach, -position);
    const last = Math.min(reach, extent - 1 - position);
    for (let offset = first; offset <= last; offset++) {
      if (mask[pixel + offset * stride] === 1) return 1;
    }
    return 0;
  });
}
