import { combine } from './arithmetic.ts';
import { predictClean } from './ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from './noise-schedule.ts';
import { gaussianTensor } from './random.ts';
import type { SolvedProcess } from './process.ts';
import { timestepsOf } from './run-process.ts';
import type { SamplerResult, SamplerStep } from './sampler.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** sigma in x / a = x0 + sigma n, the noise level that Euler samplers step in (Karras et al. 2022). */
export function noiseToSignal(schedule: NoiseSchedule, timestep: number): number {
  return schedule.sigmaAt(timestep) / schedule.alphaAt(timestep);
}

/** How an ancestral step from `from` to `to` splits: down to `down` by the ODE, back up by fresh noise of size `up`. */
export function splitAncestral(from: number, to: number): { readonly up: number; readonly down: number } {
  return { up: (to * Math.sqrt(from * from - to * to)) / from, down: (to * to) / from };
}

/** Euler ancestral, written on VP latents: y = x / a, y' = y + (down - from) eps + up n, x' = a' y'. */
export function stepEulerAncestral(step: SamplerStep): SamplerResult {
  const { next, sample, random } = step;
  return stepWithNoise(step, next === CLEAN_LEVEL ? null : gaussianTensor(sample.shape, random));
}

/** The step with `fresh` for its noise; none in the last, nor where `fresh` is null. */
function stepWithNoise(step: Omit<SamplerStep, 'random'>, fresh: Tensor | null): SamplerResult {
  const { schedule, sample, noise, timestep, next } = step;
  const clean = predictClean(schedule, sample, noise, timestep);
  if (next === CLEAN_LEVEL) return { clean, sample: clean };
  const { up, down } = splitAncestral(noiseToSignal(schedule, timestep), noiseToSignal(schedule, next));
  const alpha = schedule.alphaAt(next);
  // y + (down - from) eps is x0hat + down eps.
  const settled = combine(alpha, clean, alpha * down, noise);
  return { clean, sample: fresh === null ? settled : combine(1, settled, alpha * up, fresh) };
}

/**
 * Euler ancestral with the noise of every step recorded (the released RNRI): with the same n a step can be solved for where it came from,
 *   x_t = a_t (y_prev - (down - sigma_t) eps - up n).
 */
export const ANCESTRAL_PROCESS: SolvedProcess = {
  inverse(schedule, previousTimestep, timestep) {
    const alpha = schedule.alphaAt(timestep);
    const from = noiseToSignal(schedule, timestep);
    const { up, down } =
      previousTimestep === CLEAN_LEVEL
        ? { up: 0, down: 0 }
        : splitAncestral(from, noiseToSignal(schedule, previousTimestep));
    return { drift: alpha / schedule.alphaAt(previousTimestep), noise: alpha * (from - down), fresh: -alpha * up };
  },
  *step({ schedule, timesteps, index, state: [sample], noise: fresh }) {
    const { timestep, next } = timestepsOf({ timesteps, index });
    const step = stepWithNoise({ schedule, sample, noise: yield { sample, timestep }, timestep, next }, fresh);
    return { state: [step.sample], clean: step.clean };
  },
};
