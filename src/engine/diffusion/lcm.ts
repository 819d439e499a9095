import { combine } from './arithmetic.ts';
import { predictClean } from './ddim.ts';
import { CLEAN_LEVEL } from './noise-schedule.ts';
import { gaussianTensor } from './random.ts';
import type { SamplerResult, SamplerStep } from './sampler.ts';

const DATA_SIGMA = 0.5;
const TIMESTEP_SCALING = 10;

/** Boundary condition of the consistency function (Luo et al. 2023, arXiv 2310.04378, eq. 9): x0 = c_out x0hat + c_skip x. */
export function boundaryScalings(timestep: number): { readonly skip: number; readonly out: number } {
  const scaled = timestep * TIMESTEP_SCALING;
  const variance = scaled * scaled + DATA_SIGMA * DATA_SIGMA;
  return { skip: (DATA_SIGMA * DATA_SIGMA) / variance, out: scaled / Math.sqrt(variance) };
}

/** LCM sampling: jump to the clean latent, then noise it to the next level: x' = a' x0 + s' n. */
export function stepLcm(step: SamplerStep): SamplerResult {
  const { schedule, sample, noise, timestep, next, random } = step;
  const { skip, out } = boundaryScalings(timestep);
  const clean = combine(out, predictClean(schedule, sample, noise, timestep), skip, sample);
  if (next === CLEAN_LEVEL) return { clean, sample: clean };
  const fresh = gaussianTensor(sample.shape, random);
  return { clean, sample: combine(schedule.alphaAt(next), clean, schedule.sigmaAt(next), fresh) };
}
