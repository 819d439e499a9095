import { describe, expect, it } from 'vitest';
import { createRandomGenerator, gaussianTensor } from './random.ts';

describe('the random generator', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number): readonly number[] => {
      const random = createRandomGenerator(seed);
      return Array.from({ length: 20 }, () => random.uniform());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('draws uniform numbers in [0, 1) with mean 1/2 and variance 1/12', () => {
    const random = createRandomGenerator(1);
    const draws = Array.from({ length: 20_000 }, () => random.uniform());
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length).toBeCloseTo(1 / 12, 2);
  });

  it('draws Gaussians with the moments of a standard normal', () => {
    const { data } = gaussianTensor([1, 4, 64, 64], createRandomGenerator(3));
    const moment = (power: number): number => data.reduce((sum, value) => sum + value ** power, 0) / data.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.03);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.04);
    expect(Math.abs(moment(3))).toBeLessThan(0.1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.25);
  });
});
