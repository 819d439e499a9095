import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Raster } from './raster.ts';

/** How far apart two latents [1, channels, height, width] are, pixel by pixel: root mean square over the channels. */
export function measureDifference(a: Tensor, b: Tensor): Raster {
  const { channels, height, width } = extentsOf(a.shape);
  const size = height * width;
  const data = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const at = channel * size + i;
      sum += ((a.data[at] ?? 0) - (b.data[at] ?? 0)) ** 2;
    }
    data[i] = Math.sqrt(sum / channels);
  }
  return { width, height, data };
}
