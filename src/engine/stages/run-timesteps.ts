import type { EditSettings } from '../../protocol/edit-request.ts';
import type { EditContext } from './edit-context.ts';

/** Timesteps of a run, noisiest first: those of so many steps that are within its strength. Never none: at least the least noisy one. */
export function runTimesteps(
  { schedule, timestepsFor }: Pick<EditContext, 'schedule' | 'timestepsFor'>,
  { steps, strength = 1 }: Pick<EditSettings, 'steps' | 'strength'>,
): readonly number[] {
  const all = timestepsFor(steps);
  const within = all.filter((timestep) => timestep < Math.round(strength * schedule.trainingSteps));
  return within.length > 0 ? within : all.slice(-1);
}
