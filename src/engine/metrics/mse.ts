import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Mean squared error of images in 0..1. The images are [1, channels, height, width] in [-1, 1]. `weights` [height x width] counts pixels: the
 * error is their weighted mean, so that a masked part is judged by its own area. NaN where the weights are all 0.
 */
export function mse(reference: Tensor, image: Tensor, weights?: Float32Array): number {
  const { channels, height, width } = extentsOf(reference.shape);
  const size = height * width;
  let squares = 0;
  let total = 0;
  for (let i = 0; i < channels * size; i++) {
    const weight = weights ? (weights[i % size] ?? 0) : 1;
    // Half the difference in [-1, 1] is the difference in 0..1.
    squares += weight * (((reference.data[i] ?? 0) - (image.data[i] ?? 0)) / 2) ** 2;
    total += weight;
  }
  return squares / total;
}
