import { describe, expect, it } from 'vitest';
import { timestepsOf } from './timestep-grids.ts';

const LCM: readonly (readonly [steps: number, timesteps: readonly number[]])[] = [
  [1, [999]],
  [2, [999, 499]],
  [3, [999, 679, 339]],
  [4, [999, 759, 499, 259]],
  [6, [999, 839, 679, 499, 339, 179]],
  [8, [999, 879, 759, 639, 499, 379, 259, 139]],
  [12, [999, 919, 839, 759, 679, 599, 499, 419, 339, 259, 179, 99]],
  [15, [999, 939, 879, 799, 739, 679, 599, 539, 479, 399, 339, 279, 199, 139, 79]],
];

const LCM_STRENGTH: readonly (readonly [strength: number, steps: number, timesteps: readonly number[]])[] = [
  [0.4, 4, [399, 299, 199, 99]],
  [0.5, 2, [499, 259]],
  [0.5, 4, [499, 379, 259, 139]],
  [0.6, 4, [599, 459, 299, 159]],
  [0.7, 2, [699, 359]],
  [0.7, 4, [699, 539, 359, 179]],
  [0.8, 4, [799, 599, 399, 199]],
  [0.9, 4, [899, 679, 459, 239]],
];

const TRAILING: readonly (readonly [steps: number, timesteps: readonly number[]])[] = [
  [1, [999]],
  [3, [999, 666, 332]],
  [4, [999, 749, 499, 249]],
  [6, [999, 832, 666, 499, 332, 166]],
  [8, [999, 874, 749, 624, 499, 374, 249, 124]],
];

describe('timestep grids', () => {
  it.each(LCM)('place %i LCM steps where the LCM scheduler does', (steps, timesteps) => {
    expect(timestepsOf('lcm', { steps })).toEqual(timesteps);
  });

  it.each(LCM_STRENGTH)('start an LCM run of strength %f with %i steps lower', (strength, steps, timesteps) => {
    expect(timestepsOf('lcm', { steps, strength })).toEqual(timesteps);
  });

  it.each(TRAILING)('place %i trailing steps as Turbo models want them', (steps, timesteps) => {
    expect(timestepsOf('trailing', { steps })).toEqual(timesteps);
  });

  it('place leading steps with an offset of one', () => {
    expect(timestepsOf('leading', { steps: 50 }).slice(0, 3)).toEqual([981, 961, 941]);
    expect(timestepsOf('leading', { steps: 20 }).at(-1)).toBe(1);
  });

  it('refuse more steps than there are', () => {
    expect(() => timestepsOf('lcm', { steps: 51 })).toThrow(RangeError);
    expect(() => timestepsOf('trailing', { steps: 0 })).toThrow(RangeError);
  });
});
