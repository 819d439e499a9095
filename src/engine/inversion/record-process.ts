import { at } from '../at.ts';
import { meanSquare } from '../diffusion/arithmetic.ts';
import { ddimCoefficients } from '../diffusion/ddim.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import type { SamplingRecord } from '../diffusion/process.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { explainingNoise } from './inverse-step.ts';
import type { Inversion, InversionInputs } from './method.ts';

/** What a method with a process of its own hands back; its steps solve no equation and leave no residuals. */
export function recordInversion(
  { schedule, clean, timesteps }: Pick<InversionInputs, 'schedule' | 'clean' | 'timesteps'>,
  record: SamplingRecord,
  rows: number,
): Inversion {
  const trajectory: readonly Tensor[] = record.states.map(([first]) => first);
  const coefficients = { ...ddimCoefficients(schedule, CLEAN_LEVEL, at(timesteps, 0)), fresh: 0 };
  return {
    trajectory,
    record,
    residuals: timesteps.map(() => []),
    rows,
    noiseEnergy: meanSquare(explainingNoise(coefficients, clean, at(trajectory, 1))),
  };
}
