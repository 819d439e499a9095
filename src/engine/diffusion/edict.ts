/**
 * EDICT (Wallace et al. 2023, arXiv 2211.12446): two latents x and y take turns, each stepping with the eps of the other, so that every
 * step can be undone exactly. p = 0.93 as published, chosen for 50 steps.
 *
 *   x' = a x + b eps(y, t),  y' = a y + b eps(x', t);  then x <- p x' + (1 - p) y',  y <- p y' + (1 - p) x
 *
 * with a and b of the DDIM step. Which of the two goes first changes from step to step.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine } from './arithmetic.ts';
import { ddimCoefficients, predictClean } from './ddim.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { LevelState, NoiseQuery, Process } from './process.ts';
import { timestepsOf } from './run-process.ts';

/** How much of each latent mixing leaves to itself. */
export const EDICT_MIXING = 0.93;

export const EDICT_PROCESS: Process = {
  *step({ schedule, timesteps, index, state }) {
    const { timestep, next } = timestepsOf({ timesteps, index });
    const { drift, noise } = ddimCoefficients(schedule, timestep, next);
    const [first, second] = inTurn(state, timesteps.length - 1 - index);
    const seen = yield { sample: second, timestep };
    const moved = combine(drift, first, noise, seen);
    const follower = combine(drift, second, noise, yield { sample: moved, timestep });
    const mixed = combine(EDICT_MIXING, moved, 1 - EDICT_MIXING, follower);
    const other = combine(EDICT_MIXING, follower, 1 - EDICT_MIXING, mixed);
    const after = inTurn([mixed, other], timesteps.length - 1 - index);
    return { state: after, clean: predictClean(schedule, second, seen, timestep) };
  },
};

/** Undoes a step: the state at the noisier of two timesteps from the state below it. `level` counts timesteps from the least noisy, 0. */
export function* undoEdict(
  schedule: NoiseSchedule,
  [timestep, next]: readonly [timestep: number, next: number],
  state: LevelState,
  level: number,
): Generator<NoiseQuery, LevelState, Tensor> {
  const { drift, noise } = ddimCoefficients(schedule, timestep, next);
  const [mixed, other] = inTurn(state, level);
  const follower = combine(1 / EDICT_MIXING, other, -(1 - EDICT_MIXING) / EDICT_MIXING, mixed);
  const moved = combine(1 / EDICT_MIXING, mixed, -(1 - EDICT_MIXING) / EDICT_MIXING, follower);
  const second = combine(1 / drift, follower, -noise / drift, yield { sample: moved, timestep });
  const first = combine(1 / drift, moved, -noise / drift, yield { sample: second, timestep });
  return inTurn([first, second], level);
}

/** Who goes first at a level. */
function inTurn(state: LevelState, level: number): readonly [Tensor, Tensor] {
  const [x, y] = [at(state, 0), at(state, 1)];
  return level % 2 === 0 ? [x, y] : [y, x];
}
