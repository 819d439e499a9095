import { at } from '../at.ts';
import { subtract } from '../diffusion/arithmetic.ts';
import { stepDdim } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { relay } from '../generators.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { DDIM } from './ddim.ts';
import { invertLatent } from './invert.ts';
import type { ProcessMethod } from './method.ts';

/**
 * Direct Inversion (Ju et al. 2024, arXiv 2310.01506): DDIM inversion, and for every step what the photo's own sampling misses the
 * level below by. Added to the photo's row alone it makes that exact; an edit's row is left as it is. One row a step to invert, one for
 * what is missed.
 */
export const DIRECT_INVERSION: ProcessMethod = {
  kind: 'process',
  rowsPerStep: () => 2,
  parameters: {},
  async *invert(inputs) {
    const { denoiser, schedule, conditioning, timesteps, signal } = inputs;
    const inverted = yield* relay(invertLatent({ ...inputs, method: DDIM, iterations: 1 }), (report) => [report]);
    const { trajectory } = inverted;
    const predictor = createPredictor(denoiser, signal);
    const corrections: Tensor[] = [];
    for (const [level, timestep] of timesteps.entries()) {
      const sample = at(trajectory, level + 1);
      const noise = await predictor.predict(sample, timestep, conditioning);
      const next = timesteps[level - 1] ?? CLEAN_LEVEL;
      const reached = stepDdim({ schedule, sample, noise, timestep, next }).sample;
      corrections.push(subtract(at(trajectory, level), reached));
    }
    return { ...inverted, record: { ...inverted.record, corrections }, rows: inverted.rows + predictor.rows() };
  },
};
