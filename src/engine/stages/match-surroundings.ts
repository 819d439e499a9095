import type { PixelImage } from '../../protocol/edit-request.ts';
import { type Raster, resizeBilinear } from '../control/raster.ts';
import { fillHole } from '../editing/repaint-hole.ts';

/** Longer side at which the correction is found: it is smooth. */
const WORKING_SIDE = 64;
const CHANNELS = 3;

/**
 * What was painted into a hole, with the colours that its surroundings have in the photo: the difference that the autoencoder makes around the hole is
 * continued into it by Laplace's equation and added (the membrane of Pérez, Gangnet, Blake, "Poisson Image Editing", 2003). Otherwise its outline shows on even ground.
 *
 * @param mask 0..1 at the photo's size; a pixel counts as around where it is 0
 */
export function matchSurroundings(photo: PixelImage, painted: PixelImage, mask: Raster): PixelImage {
  const { width, height } = photo;
  const factor = Math.max(1, Math.max(width, height) / WORKING_SIDE);
  const [w, h] = [Math.round(width / factor), Math.round(height / factor)];
  const counts = new Float32Array(w * h);
  const sums = new Float32Array(CHANNELS * w * h);
  mask.data.forEach((value, pixel) => {
    if (value > 0) return;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const cell = Math.floor((y * h) / height) * w + Math.floor((x * w) / width);
    counts[cell] = (counts[cell] ?? 0) + 1;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const [at, sum] = [4 * pixel + channel, channel * w * h + cell];
      sums[sum] = (sums[sum] ?? 0) + (photo.data[at] ?? 0) - (painted.data[at] ?? 0);
    }
  });
  const means = sums.map((sum, i) => sum / Math.max(1, counts[i % (w * h)] ?? 0));
  const hole = { width: w, height: h, data: counts.map((count) => Number(count === 0)) };
  const filled = fillHole({ shape: [1, CHANNELS, h, w], data: means }, hole);
  const planes = Array.from({ length: CHANNELS }, (_, channel) => {
    const data = filled.data.slice(channel * w * h, (channel + 1) * w * h);
    return resizeBilinear({ width: w, height: h, data }, width, height).data;
  });
  const data = painted.data.map((value, i) => {
    const plane = planes[i & 3];
    return plane === undefined ? value : Math.round(value + (plane[i >> 2] ?? 0));
  });
  return { width, height, data };
}
