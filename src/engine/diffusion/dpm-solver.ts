/**
 * DPM-Solver++ of order 2, multistep (Lu et al. 2022, arXiv 2211.01095, algorithm 2). With lambda = ln(a / s), h from this level's to that
 * of the next, h' from the one above to this, and m, m' the clean latents that are predicted here and were predicted above:
 *
 *   z_next = (s_next / s) z - a_next (e^-h - 1) (m + h / (2 h') (m - m')) = DDIM + c (m - m'),  c = a_next (1 - e^-h) h / (2 h')
 *
 * The first step, which has none above, and the last, whose h has no end, are DDIM's. A level's state is [z, m'], at the noisiest [z].
 */
import { combine, subtract } from './arithmetic.ts';
import { stepDdim } from './ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from './noise-schedule.ts';
import type { Process } from './process.ts';
import { timestepsOf } from './run-process.ts';

export const DPM_SOLVER_PROCESS: Process = {
  *step({ schedule, timesteps, index, state: [sample, above] }) {
    const { timestep, next } = timestepsOf({ timesteps, index });
    const first = stepDdim({ schedule, sample, noise: yield { sample, timestep }, timestep, next });
    const { clean } = first;
    const before = timesteps[index - 1];
    if (above === undefined || before === undefined || next === CLEAN_LEVEL) {
      return { state: [first.sample, clean], clean };
    }
    const weight = secondOrderWeight(schedule, [before, timestep, next]);
    return { state: [combine(1, first.sample, weight, subtract(clean, above)), clean], clean };
  },
};

/** c of a step between the last two of three timesteps. */
export function secondOrderWeight(
  schedule: NoiseSchedule,
  [above, here, next]: readonly [above: number, here: number, next: number],
): number {
  const lambda = (timestep: number) => Math.log(schedule.alphaAt(timestep) / schedule.sigmaAt(timestep));
  const step = lambda(next) - lambda(here);
  return (schedule.alphaAt(next) * -Math.expm1(-step) * step) / (2 * (lambda(here) - lambda(above)));
}
