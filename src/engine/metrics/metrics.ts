/** Measures of how alike two images are. `weights` counts pixels; without it all count. */
import type { Tensor } from '../tensor/tensor.ts';
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';

export type MetricId = 'psnr' | 'ssim';

/** Higher is better for all of them. */
export type Metric = (reference: Tensor, image: Tensor, weights?: Float32Array) => number;

export const METRICS = {
  /** dB. */
  psnr,
  ssim,
} as const satisfies Record<MetricId, Metric>;

/** A metric inside and outside a mask (0..1 per pixel), each over its own area. NaN for a side without area. */
export function measureSides(
  metric: MetricId,
  reference: Tensor,
  image: Tensor,
  mask: Float32Array,
): { readonly inside: number; readonly outside: number } {
  const measure = METRICS[metric];
  return {
    inside: measure(reference, image, mask),
    outside: measure(
      reference,
      image,
      mask.map((value) => 1 - value),
    ),
  };
}
