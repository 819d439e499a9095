import type { Tensor } from '../tensor/tensor.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { RandomGenerator } from './random.ts';

export type SamplerId = 'ddim' | 'lcm' | 'euler-ancestral';

export interface SamplerStep {
  readonly schedule: NoiseSchedule;
  /** x_t, a VP latent. */
  readonly sample: Tensor;
  /** eps(x_t, t). */
  readonly noise: Tensor;
  readonly timestep: number;
  /** The next, less noisy timestep; `CLEAN_LEVEL` after the last step. */
  readonly next: number;
  /** Fresh noise of the stochastic samplers. */
  readonly random: RandomGenerator;
}

export interface SamplerResult {
  /** The latent at `next`. */
  readonly sample: Tensor;
  /** The clean latent as predicted from this step. */
  readonly clean: Tensor;
}

/** One denoising step. */
export type Sampler = (step: SamplerStep) => SamplerResult;
