import type { Tensor } from '../tensor/tensor.ts';
import { mse } from './mse.ts';

/**
 * Peak signal-to-noise ratio in dB at data range 1: 10 log10(1 / mean squared error) of images in 0..1, images and weights as for `mse`.
 * Infinity for equal images, NaN where the weights are all 0.
 */
export function psnr(reference: Tensor, image: Tensor, weights?: Float32Array): number {
  return -10 * Math.log10(mse(reference, image, weights));
}
