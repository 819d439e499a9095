/** Which of the training timesteps a sampler visits, noisiest first. The three rules in use, as the diffusers library defines them. */
import { roundHalfToEven } from '../tensor/round-half-to-even.ts';

export interface GridOptions {
  readonly steps: number;
  readonly trainingSteps: number;
  /** Part of the noise range to use, 0..1; 1 starts from pure noise. Only the LCM rule reads it. */
  readonly strength: number;
  /** Steps of the solver that an LCM was distilled with. */
  readonly originalSteps: number;
  /** Added to every timestep of the `leading` rule. */
  readonly offset: number;
}

export type TimestepGridId = 'lcm' | 'leading' | 'trailing';

type TimestepGrid = (options: GridOptions) => readonly number[];

const DEFAULTS: Omit<GridOptions, 'steps'> = { trainingSteps: 1000, strength: 1, originalSteps: 50, offset: 1 };

const TIMESTEP_GRIDS = {
  lcm: lcmGrid,
  leading: leadingGrid,
  trailing: trailingGrid,
} as const satisfies Record<TimestepGridId, TimestepGrid>;

/** Timesteps of `grid`, descending. Throws a RangeError when the grid has no such number of steps. */
export function timestepsOf(
  grid: TimestepGridId,
  options: Partial<GridOptions> & { readonly steps: number },
): readonly number[] {
  const complete = { ...DEFAULTS, ...options };
  if (!Number.isInteger(complete.steps) || complete.steps < 1 || complete.steps > complete.trainingSteps) {
    throw new RangeError(`a schedule of ${complete.trainingSteps} timesteps has no grid of ${complete.steps} steps`);
  }
  return TIMESTEP_GRIDS[grid](complete);
}

/** LCM: evenly spaced indices, from the top, into the solver's own grid k - 1, 2k - 1, ... */
function lcmGrid({ steps, trainingSteps, strength, originalSteps }: GridOptions): readonly number[] {
  const stride = Math.floor(trainingSteps / originalSteps);
  const length = Math.floor(originalSteps * strength);
  if (steps > length) throw new RangeError(`an LCM grid of ${length} points has no ${steps} steps`);
  return Array.from({ length: steps }, (_, i) => stride * (length - Math.floor((i * length) / steps)) - 1);
}

/** SD 1.x and 2.x: multiples of the stride from 0 up, plus an offset. */
function leadingGrid({ steps, trainingSteps, offset }: GridOptions): readonly number[] {
  const stride = Math.floor(trainingSteps / steps);
  return Array.from({ length: steps }, (_, i) => (steps - 1 - i) * stride + offset);
}

/** Turbo models: strides from the last timestep down, rounded as NumPy does, which the reference grids were made with. */
function trailingGrid({ steps, trainingSteps }: GridOptions): readonly number[] {
  return Array.from({ length: steps }, (_, i) => roundHalfToEven(trainingSteps - (i * trainingSteps) / steps) - 1);
}
