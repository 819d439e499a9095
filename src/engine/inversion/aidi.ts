import { combine } from '../diffusion/arithmetic.ts';
import { defineInversion } from './method.ts';

/**
 * AIDI_E (Pan et al. 2023, eq. 11): z_(n+1) = (f(z_n) + f(z_(n-1))) / 2. f(z_(n-1)) is kept, so that an iteration costs one row; the first
 * has no f before it and is z_1 = f(z_0).
 */
export const AIDI = defineInversion({
  rowsPerStep: (iterations) => iterations,
  async *solve(step, iterations) {
    let point = step.start;
    let last = null;
    for (let i = 0; i < iterations; i++) {
      const { image, residualMean } = await step.evaluate(point);
      yield residualMean;
      point = last === null ? image : combine(0.5, image, 0.5, last);
      last = image;
    }
    return point;
  },
});
