import type { PixelImage } from '../../src/protocol/edit-request.ts';

/** Differences up to this many of 255 steps are the renderer's own noise. */
const LARGEST_NOISE = 8;
/** Pixels added around what differs, for soft edges and shadows. */
const GROWTH_PX = 3;

/** 1 where photo and truth differ, grown by a few pixels; 0 elsewhere. [height x width] */
export function findTrueMask(photo: PixelImage, truth: PixelImage): Float32Array {
  const { width, height } = photo;
  const differs = Float32Array.from({ length: width * height }, (_, pixel) =>
    [0, 1, 2].some((channel) => {
      const index = 4 * pixel + channel;
      return Math.abs((photo.data[index] ?? 0) - (truth.data[index] ?? 0)) > LARGEST_NOISE;
    })
      ? 1
      : 0,
  );
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
