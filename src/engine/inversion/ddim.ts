import { defineInversion } from './method.ts';

/** DDIM inversion (Dhariwal and Nichol 2021): eps at z_prev stands for eps at z_t. */
export const DDIM = defineInversion({
  rowsPerStep: () => 1,
  async *solve(step) {
    const { image, residualMean } = await step.evaluate(step.start);
    yield residualMean;
    return image;
  },
});
