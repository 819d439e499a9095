import type { PixelImage } from '../../src/protocol/edit-request.ts';

/** Pixels added around what differs, for soft edges and shadows. */
const GROWTH_PX = 3;
const HALF = 128;

/** A picture that is white where two others differ, as 1 there and a few pixels around, and 0 elsewhere. [height x width] */
export function growMask({ width, height, data }: PixelImage): Float32Array {
  const differs = Float32Array.from({ length: width * height }, (_, pixel) => ((data[4 * pixel] ?? 0) < HALF ? 0 : 1));
  const wide = grow(differs, width, height, 1);
  return grow(wide, width, height, width);
}

/** Largest value within GROWTH_PX along one axis; `stride` is 1 for rows, the width for columns. */
function grow(mask: Float32Array, width: number, height: number, stride: number): Float32Array {
  const extent = stride === 1 ? width : height;
  return mask.map((_, pixel) => {
    const position = stride === 1 ? pixel % width : Math.floor(pixel / width);
    const first = Math.max(-GROWTH_PX, -position);
    const last = Math.min(GROWTH_PX, extent - 1 - position);
    for (let offset = first; offset <= last; offset++) {
      if (mask[pixel + offset * stride] === 1) return 1;
    }
    return 0;
  });
}
