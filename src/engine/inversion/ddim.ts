import type { InversionMethod } from './method.ts';

/** DDIM inversion (Dhariwal and Nichol 2021): eps at z_prev stands for eps at z_t. */
export const DDIM: InversionMethod = {
  rowsPerStep: () => 1,
  async *solve(step) {
    const { image, residualMean } = await step.evaluate(step.previous);
    yield residualMean;
    return image;
  },
};
