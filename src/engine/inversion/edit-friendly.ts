import { at } from '../at.ts';
import { combine, subtract } from '../diffusion/arithmetic.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { posteriorMean } from '../diffusion/stored-noise.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { ProcessMethod } from './method.ts';
import { recordInversion } from './record-process.ts';

/**
 * Edit-friendly DDPM inversion (Huberman-Spiegelglas et al. 2024, arXiv 2304.06140): every level is z_0 with independent noise,
 * x_t = a_t z_0 + s_t n_t, and the noise of each DDPM step is what takes it from one to the next. One row a step.
 */
export const EDIT_FRIENDLY: ProcessMethod = {
  kind: 'process',
  rowsPerStep: () => 1,
  parameters: {},
  drawsNoise: true,
  async *invert(inputs) {
    const { denoiser, schedule, conditioning, clean, timesteps, random, signal } = inputs;
    const trajectory: Tensor[] = [clean];
    for (const timestep of timesteps) {
      const noise = gaussianTensor(clean.shape, random);
      trajectory.push(combine(schedule.alphaAt(timestep), clean, schedule.sigmaAt(timestep), noise));
    }
    const predictor = createPredictor(denoiser, signal);
    const noises: Tensor[] = [];
    for (const [level, timestep] of timesteps.entries()) {
      const sample = at(trajectory, level + 1);
      const noise = await predictor.predict(sample, timestep, conditioning);
      const next = timesteps[level - 1] ?? CLEAN_LEVEL;
      noises.push(subtract(at(trajectory, level), posteriorMean(schedule, { sample, noise, timestep, next })));
      yield { step: level, iteration: 0, residual: null };
    }
    const states = trajectory.map((latent) => [latent] as const);
    return recordInversion(inputs, { process: 'stored-noise', states, noises }, predictor.rows());
  },
};
