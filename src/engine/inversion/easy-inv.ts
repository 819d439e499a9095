import { combine } from '../diffusion/arithmetic.ts';
import { defineInversion } from './method.ts';

/**
 * EasyInv (Zhang et al. 2024, arXiv 2408.05159): DDIM inversion whose latent, in some of the steps, is drawn back to the one before:
 * z_t <- eta z_t + (1 - eta) z_prev. No row more. Published for 50 steps: eta 0.5 between 0.05 and 0.25 of the steps (SD 1.4), 0.8 between
 * 0.85 and 0.95 (SDXL); in four steps neither span has one, so that `until` is where the first of four still counts.
 */
export const EASY_INV = defineInversion({
  rowsPerStep: () => 1,
  parameters: { eta: 0.8, from: 0.05, until: 0.3 },
  async *solve(step, _, { eta, from, until }) {
    const { image, residualMean } = await step.evaluate(step.start);
    yield residualMean;
    const part = step.level / step.levels;
    return part > from && part < until ? combine(eta, image, 1 - eta, step.previous) : image;
  },
});
