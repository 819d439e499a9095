import { at } from '../at.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { undoBdia } from '../diffusion/bdia.ts';
import { ddimCoefficients } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import type { LevelState } from '../diffusion/process.ts';
import type { ProcessMethod } from './method.ts';
import { recordInversion } from './record-process.ts';

/** BDIA's inversion (Zhang et al. 2023): the first level by DDIM inversion, every further one exactly. One row a step. */
export const BDIA: ProcessMethod = {
  kind: 'process',
  rowsPerStep: () => 1,
  parameters: {},
  async *invert(inputs) {
    const { denoiser, schedule, conditioning, clean, timesteps, signal } = inputs;
    const states: LevelState[] = [[clean]];
    const predictor = createPredictor(denoiser, signal);
    let here = clean;
    for (const [level, timestep] of timesteps.entries()) {
      // eps of the level below; of z_0, which has no timestep, at the first.
      const below = timesteps[level - 1] ?? CLEAN_LEVEL;
      const label = below === CLEAN_LEVEL ? timestep : below;
      const noise = await predictor.predict(here, label, conditioning);
      const first = ddimCoefficients(schedule, CLEAN_LEVEL, timestep);
      const levels = [timestep, below, timesteps[level - 2] ?? CLEAN_LEVEL] as const;
      const above =
        below === CLEAN_LEVEL
          ? combine(first.drift, here, first.noise, noise)
          : undoBdia(schedule, levels, { below: at(at(states, level - 1), 0), here, noise });
      states.push([above, here]);
      here = above;
      yield { step: level, iteration: 0, residual: null };
    }
    return recordInversion(inputs, { process: 'bdia', states, noises: [] }, predictor.rows());
  },
};
