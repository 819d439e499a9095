/**
 * BDIA-DDIM (Zhang et al. 2023, arXiv 2307.10829): a level is reached from the two above it, so that every step can be undone exactly.
 *
 *   z_(i-1) = z_(i+1) - (1 - gamma)(z_(i+1) - z_i) - gamma D(t_i -> t_(i+1)) + D(t_i -> t_(i-1)),  D by DDIM with eps(z_i, t_i)
 *           = gamma z_(i+1) + (a - gamma / a') z_i + (b + gamma b' / a') eps(z_i, t_i)
 *
 * a, b are those of the DDIM step down from t_i, a', b' of the one from t_(i+1) to t_i. gamma 0 is DDIM. A level's state is [z_i, z_(i-1)]:
 * the step to the next level predicts one further.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine } from './arithmetic.ts';
import { ddimCoefficients, predictClean } from './ddim.ts';
import { CLEAN_LEVEL, type NoiseSchedule } from './noise-schedule.ts';
import type { Process } from './process.ts';

/** As published for inversion and sampling both ways. */
const GAMMA = 1;

export const BDIA_PROCESS: Process = {
  *step({ schedule, timesteps, index, state }) {
    const [above, here] = [at(state, 0), at(state, 1)];
    const timestep = timesteps[index + 1];
    if (timestep === undefined) return { state: [here], clean: here };
    const weights = bdiaWeights(schedule, [at(timesteps, index), timestep, timesteps[index + 2] ?? CLEAN_LEVEL]);
    const noise = yield { sample: here, timestep };
    const below = combine(1, combine(weights.above, above, weights.here, here), weights.noise, noise);
    return { state: [here, below], clean: predictClean(schedule, here, noise, timestep) };
  },
};

/** z_(i+1) from z_(i-1), z_i and eps(z_i, t_i), at timesteps [t_(i+1), t_i, t_(i-1)]. */
export function undoBdia(
  schedule: NoiseSchedule,
  timesteps: readonly [above: number, here: number, below: number],
  { below, here, noise }: { readonly below: Tensor; readonly here: Tensor; readonly noise: Tensor },
): Tensor {
  const weights = bdiaWeights(schedule, timesteps);
  const rest = combine(1, combine(1, below, -weights.here, here), -weights.noise, noise);
  return combine(1 / weights.above, rest, 0, rest);
}

function bdiaWeights(
  schedule: NoiseSchedule,
  [above, here, below]: readonly [above: number, here: number, below: number],
): { readonly above: number; readonly here: number; readonly noise: number } {
  const down = ddimCoefficients(schedule, here, below);
  const into = ddimCoefficients(schedule, above, here);
  return {
    above: GAMMA,
    here: down.drift - GAMMA / into.drift,
    noise: down.noise + (GAMMA * into.noise) / into.drift,
  };
}
