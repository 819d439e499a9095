/**
 * IterInv (Tang et al. 2023, arXiv 2310.19540), made for the super-resolution stages of pixel cascades: gradient descent, from z_prev, of
 *   |D(z) - z_prev|^2 = |r / drift|^2,  D the denoising step,  so that its slope is (2 / drift^2) J^T r with J = dr/dz.
 *
 * As in the authors' program a step is `rate` sqrt(1 - k / 2) long, k from 0 at the least noisy level to 1 at the noisiest, and what is
 * returned is the point after the last step. A step that made the loss larger is taken back and halved, which the paper does not: made for 50
 * steps, where drift is near 1, it overshoots where fewer steps make 1 / drift^2 large.
 */
import { combine } from '../diffusion/arithmetic.ts';
import { type GradientEvaluation, LEAST_SQUARES } from './inverse-step.ts';
import { defineInversion } from './method.ts';

export const ITER_INV = defineInversion({
  rowsPerStep: (iterations) => 2 * iterations,
  parameters: { rate: 0.3 },
  async *solve(step, iterations, { rate }) {
    const { drift } = step.coefficients;
    const noisiness = (step.level - 1) / Math.max(1, step.levels - 1);
    let length = rate * Math.sqrt(1 - noisiness / 2);
    let point = step.start;
    let best: GradientEvaluation | null = null;
    for (let i = 0; i < iterations; i++) {
      const here = await step.differentiate(point, LEAST_SQUARES);
      yield here.residualMean;
      if (best === null || here.objective <= best.objective) best = here;
      else length /= 2;
      point = combine(1, best.point, (-2 * length) / (drift * drift), best.gradient);
    }
    return point;
  },
});
