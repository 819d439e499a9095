import type { InversionMethod } from './method.ts';

/** Fixed-point iteration z <- f(z) from z_prev (Pan et al. 2023, AIDI, eq. 11; Garibi et al. 2024, ReNoise). */
export const FIXED_POINT: InversionMethod = {
  rowsPerStep: (iterations) => iterations,
  async *solve(step, iterations) {
    let point = step.previous;
    for (let i = 0; i < iterations; i++) {
      const { image, residualMean } = await step.evaluate(point);
      yield residualMean;
      point = image;
    }
    return point;
  },
};
