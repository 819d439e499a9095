import { type Tensor, tensor } from '../tensor/tensor.ts';

/**
 * `timestep_cond` of an LCM UNet for a guidance scale, [1, width]: sines, then cosines, of 1000 w at geometric frequencies, w = guidance - 1.
 * The frequencies divide by half - 1, unlike the UNet's own timestep embedding. Luo et al. 2023 (arXiv 2310.04378), as in diffusers.
 */
export function embedGuidance(guidance: number, width: number): Tensor {
  const half = Math.floor(width / 2);
  const data = new Float32Array(width);
  for (let i = 0; i < half; i++) {
    // The reference computes in float32; at 1000 w radians its rounding shows in the fourth digit, so it is followed here.
    const frequency = Math.fround(Math.exp(Math.fround(i * Math.fround(-Math.log(10000) / (half - 1)))));
    const angle = Math.fround(Math.fround((guidance - 1) * 1000) * frequency);
    data[i] = Math.sin(angle);
    data[half + i] = Math.cos(angle);
  }
  return tensor([1, width], data);
}
