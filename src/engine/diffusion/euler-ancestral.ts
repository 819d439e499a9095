import { combine } from './arithmetic.ts';
import { predictClean } from './ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from './noise-schedule.ts';
import { gaussianTensor } from './random.ts';
import type { SamplerResult, SamplerStep } from './sampler.ts';

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
  const { schedule, sample, noise, timestep, next, random } = step;
  const clean = predictClean(schedule, sample, noise, timestep);
  if (next === CLEAN_LEVEL) return { clean, sample: clean };
  const { up, down } = splitAncestral(noiseToSignal(schedule, timestep), noiseToSignal(schedule, next));
  const alpha = schedule.alphaAt(next);
  // y + (down - from) eps is x0hat + down eps.
  const settled = combine(alpha, clean, alpha * down, noise);
  return { clean, sample: combine(1, settled, alpha * up, gaussianTensor(sample.shape, random)) };
}
