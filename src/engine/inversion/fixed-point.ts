import { defineInversion } from './method.ts';

/** Fixed-point iteration z <- f(z) (Pan et al. 2023, AIDI, eq. 10; Garibi et al. 2024, ReNoise). */
export const FIXED_POINT = defineInversion({
  rowsPerStep: (iterations) => iterations,
  async *solve(step, iterations) {
    let point = step.start;
    for (let i = 0; i < iterations; i++) {
      const { image, residualMean } = await step.evaluate(point);
      yield residualMean;
      point = image;
    }
    return point;
  },
});
