import { undoEdict } from '../diffusion/edict.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import type { LevelState } from '../diffusion/process.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { runStep } from '../diffusion/run-process.ts';
import type { ProcessMethod } from './method.ts';
import { recordInversion } from './record-process.ts';

/** EDICT's inversion (Wallace et al. 2023): both latents begin at z_0, and every step is undone exactly. Two rows a step. */
export const EDICT: ProcessMethod = {
  kind: 'process',
  rowsPerStep: () => 2,
  parameters: {},
  async *invert(inputs) {
    const { denoiser, schedule, conditioning, clean, timesteps, signal } = inputs;
    const states: LevelState[] = [[clean, clean]];
    let state: LevelState = [clean, clean];
    const predictor = createPredictor(denoiser, signal);
    for (const [level, timestep] of timesteps.entries()) {
      const next = timesteps[level - 1] ?? CLEAN_LEVEL;
      state = await runStep(undoEdict(schedule, [timestep, next], state, level), (query) =>
        predictor.predict(query.sample, query.timestep, conditioning),
      );
      states.push(state);
      yield { step: level, iteration: 0, residual: null };
    }
    return recordInversion(inputs, { process: 'edict', states, noises: [] }, predictor.rows());
  },
};
