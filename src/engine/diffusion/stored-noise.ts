import { combine } from './arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { predictClean } from './ddim.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { Process } from './process.ts';
import { timestepsOf } from './run-process.ts';

/** Mean of the DDPM posterior q(x_next | x_t, x0hat) (Ho et al. 2020, eq. 7, in DDIM's form with eta = 1). */
export function posteriorMean(
  schedule: NoiseSchedule,
  { sample, noise, timestep, next }: { sample: Tensor; noise: Tensor; timestep: number; next: number },
): Tensor {
  const alphaBar = schedule.alphaBarAt(timestep);
  const nextBar = schedule.alphaBarAt(next);
  const variance = ((1 - nextBar) / (1 - alphaBar)) * (1 - alphaBar / nextBar);
  const clean = predictClean(schedule, sample, noise, timestep);
  return combine(schedule.alphaAt(next), clean, Math.sqrt(Math.max(0, 1 - nextBar - variance)), noise);
}

/**
 * DDPM with stored noises (Huberman-Spiegelglas et al. 2024, edit-friendly): x' = mean(x) + w, where w is what a photo's own noisy latents
 * left over. w is the whole of it and not in units of the posterior's deviation, which is 0 in the last step: there, too, the photo
 * ends exactly at z_0, where the authors take none.
 */
export const STORED_NOISE_PROCESS: Process = {
  *step({ schedule, timesteps, index, state: [sample], noise: stored }) {
    const { timestep, next } = timestepsOf({ timesteps, index });
    const noise = yield { sample, timestep };
    const mean = posteriorMean(schedule, { sample, noise, timestep, next });
    const clean = predictClean(schedule, sample, noise, timestep);
    return { state: [stored === null ? mean : combine(1, mean, 1, stored)], clean };
  },
};
