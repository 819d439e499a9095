import { at } from '../at.ts';
import { combine, dot, meanAbsolute, subtract } from '../diffusion/arithmetic.ts';
import { ddimCoefficients, predictClean, stepDdim } from '../diffusion/ddim.ts';
import { secondOrderWeight } from '../diffusion/dpm-solver.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { ProcessMethod } from './method.ts';
import { recordInversion } from './record-process.ts';

const RHO = 0.5;
const TOLERANCE = 1e-3;
/** Steps of the fine DDIM inversion from level to level; the program goes by ten timesteps, five of them at twenty steps. */
const FINE_STEPS = 2;

/**
 * ExactDPM at order 2 (Hong et al. 2024, algorithm 2), along DPM-Solver++: a step reads what was predicted at the level above, which on the
 * way up is not known yet. A fine DDIM inversion goes ahead to both levels and estimates m - m', and with it in its place
 *   z <- z - rho (D(z) - z_prev)
 * as at order 1. The first and the last level are of order 1. As there, rho is 0.5 and held, and the iterations are few; the program takes 1
 * and 10 / t, warmed up over 20 of its 500.
 */
export const EXACT_DPM_SECOND: ProcessMethod = {
  kind: 'process',
  // Of four steps two are of order 2.
  rowsPerStep: (iterations) => iterations + (2 * 1 + 2 * (2 * FINE_STEPS + 2)) / 4,
  parameters: {},
  async *invert(inputs, iterations) {
    const { denoiser, schedule, conditioning, clean, timesteps, signal } = inputs;
    const predictor = createPredictor(denoiser, signal);
    const predict = (sample: Tensor, timestep: number) => predictor.predict(sample, timestep, conditioning);
    const naive = async (sample: Tensor, from: number, to: number): Promise<Tensor> => {
      const { drift, noise } = ddimCoefficients(schedule, from, to);
      return combine(drift, sample, noise, await predict(sample, to));
    };
    const goAhead = async (start: Tensor, from: number, to: number): Promise<Tensor> => {
      let sample = start;
      let timestep = from;
      for (let i = 1; i <= FINE_STEPS; i++) {
        const next = Math.round(from + ((to - from) * i) / FINE_STEPS);
        sample = await naive(sample, timestep, next);
        timestep = next;
      }
      return sample;
    };
    const cleanAt = async (sample: Tensor, timestep: number) =>
      predictClean(schedule, sample, await predict(sample, timestep), timestep);

    const trajectory: Tensor[] = [clean];
    const residuals: number[][] = [];
    for (const [level, timestep] of timesteps.entries()) {
      const previous = at(trajectory, level);
      const below = timesteps[level - 1] ?? CLEAN_LEVEL;
      const above = timesteps[level + 1];
      let point: Tensor;
      let change: Tensor | null = null;
      if (below === CLEAN_LEVEL || above === undefined) point = await naive(previous, below, timestep);
      else {
        point = await goAhead(previous, below, timestep);
        const ahead = await goAhead(point, timestep, above);
        const difference = subtract(await cleanAt(point, timestep), await cleanAt(ahead, above));
        change = combine(secondOrderWeight(schedule, [above, timestep, below]), difference, 0, difference);
      }
      const { drift } = ddimCoefficients(schedule, below, timestep);
      const reported: number[] = [];
      for (let i = 0; i < iterations; i++) {
        const noise = await predict(point, timestep);
        const first = stepDdim({ schedule, sample: point, noise, timestep, next: below }).sample;
        const error = subtract(change === null ? first : combine(1, first, 1, change), previous);
        reported.push(drift * meanAbsolute(error));
        yield { step: level, iteration: i, residual: drift * meanAbsolute(error) };
        if (dot(error, error) < TOLERANCE) break;
        point = combine(1, point, -RHO, error);
      }
      trajectory.push(point);
      residuals.push(reported);
    }
    const states = trajectory.map((latent) => [latent] as const);
    return {
      ...recordInversion(inputs, { process: 'dpm-solver', states, noises: [] }, predictor.rows()),
      residuals,
    };
  },
};
