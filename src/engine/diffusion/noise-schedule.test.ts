import { describe, expect, it } from 'vitest';
import { CLEAN_LEVEL, createCosineSchedule, createNoiseSchedule, STABLE_DIFFUSION_BETAS } from './noise-schedule.ts';

/** alpha-bar of the scaled-linear schedule 0.00085 .. 0.012, computed in float64. */
const ALPHA_BARS: readonly (readonly [timestep: number, alphaBar: number])[] = [
  [0, 0.99915],
  [1, 0.9982960278384514],
  [19, 0.9822439910955454],
  [39, 0.9628950681828743],
  [199, 0.7552383611581192],
  [249, 0.6754324137251241],
  [259, 0.658975526890813],
  [332, 0.5366420642654838],
  [499, 0.27766965045646763],
  [749, 0.056623491598269717],
  [759, 0.05221292829431006],
  [899, 0.014298676888235697],
  [999, 0.004660098513077238],
];

describe('the noise schedule', () => {
  const schedule = createNoiseSchedule();

  it.each(ALPHA_BARS)('has the reference alpha-bar at timestep %i', (timestep, alphaBar) => {
    expect(schedule.alphaBarAt(timestep)).toBeCloseTo(alphaBar, 14);
  });

  it('keeps the variance: a^2 + s^2 = 1', () => {
    for (const [timestep] of ALPHA_BARS) {
      expect(schedule.alphaAt(timestep) ** 2 + schedule.sigmaAt(timestep) ** 2).toBeCloseTo(1, 14);
    }
  });

  it('has a clean level without noise', () => {
    expect(schedule.alphaAt(CLEAN_LEVEL)).toBe(1);
    expect(schedule.sigmaAt(CLEAN_LEVEL)).toBe(0);
  });

  it('ends at the noise of timestep 0 where a scheduler does', () => {
    const ending = createNoiseSchedule({ ...STABLE_DIFFUSION_BETAS, finalAlphaBar: 'first' });
    expect(ending.alphaBarAt(CLEAN_LEVEL)).toBe(schedule.alphaBarAt(0));
    expect(ending.alphaBarAt(499)).toBe(schedule.alphaBarAt(499));
  });

  it('refuses a timestep off the table', () => {
    expect(() => schedule.alphaBarAt(1000)).toThrow(RangeError);
    expect(() => schedule.alphaBarAt(0.5)).toThrow(RangeError);
  });
});

/** alpha-bar of `squaredcos_cap_v2`, computed in float64 by its definition. */
const COSINE_ALPHA_BARS: readonly (readonly [timestep: number, alphaBar: number])[] = [
  [0, 0.999958715775178],
  [49, 0.9920072786842191],
  [100, 0.9715756818078386],
  [499, 0.4938435904406382],
  [949, 0.006059644621451177],
  [999, 2.4287669070348567e-9],
];

describe('the cosine schedule', () => {
  const schedule = createCosineSchedule();

  it.each(COSINE_ALPHA_BARS)('has the reference alpha-bar at timestep %i', (timestep, alphaBar) => {
    expect(schedule.alphaBarAt(timestep)).toBeCloseTo(alphaBar, 13);
  });

  it('ends in a clean picture', () => {
    expect(schedule.trainingSteps).toBe(1000);
    expect(schedule.alphaBarAt(CLEAN_LEVEL)).toBe(1);
    expect(() => schedule.alphaBarAt(1000)).toThrow(RangeError);
  });
});
