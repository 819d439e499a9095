import type { Tensor } from '../tensor/tensor.ts';
import { combine } from './arithmetic.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { SolvedProcess } from './process.ts';
import { timestepsOf } from './run-process.ts';
import type { SamplerResult, SamplerStep } from './sampler.ts';

/** x0 = (x_t - s_t eps) / a_t, the clean latent that the noise prediction implies. */
export function predictClean(schedule: NoiseSchedule, sample: Tensor, noise: Tensor, timestep: number): Tensor {
  const alpha = schedule.alphaAt(timestep);
  return combine(1 / alpha, sample, -schedule.sigmaAt(timestep) / alpha, noise);
}

/** The DDIM step from one timestep to another, either way, as x' = drift x + noise eps. */
export function ddimCoefficients(
  schedule: NoiseSchedule,
  from: number,
  to: number,
): { readonly drift: number; readonly noise: number } {
  const drift = schedule.alphaAt(to) / schedule.alphaAt(from);
  return { drift, noise: schedule.sigmaAt(to) - drift * schedule.sigmaAt(from) };
}

/** DDIM with eta = 0 (Song et al. 2021, eq. 12): x' = a' x0 + s' eps. Deterministic. */
export function stepDdim(step: Omit<SamplerStep, 'random'>): SamplerResult {
  const { schedule, sample, noise, timestep, next } = step;
  const clean = predictClean(schedule, sample, noise, timestep);
  return { clean, sample: combine(schedule.alphaAt(next), clean, schedule.sigmaAt(next), noise) };
}

export const DDIM_PROCESS: SolvedProcess = {
  inverse: (schedule, previousTimestep, timestep) => ({
    ...ddimCoefficients(schedule, previousTimestep, timestep),
    fresh: 0,
  }),
  *step({ schedule, timesteps, index, state: [sample] }) {
    const { timestep, next } = timestepsOf({ timesteps, index });
    const step = stepDdim({ schedule, sample, noise: yield { sample, timestep }, timestep, next });
    return { state: [step.sample], clean: step.clean };
  },
};
