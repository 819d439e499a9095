import { combine } from '../diffusion/arithmetic.ts';
import { defineInversion } from './method.ts';

/**
 * ExactDPM at order 1 (Hong et al. 2024, the forward step method): from naive DDIM inversion on, z <- z - rho (D(z) - z_prev), D one
 * denoising step, which in terms of the residual is z + (rho / drift) r. rho = 0.5 as published; the authors stop after 500 iterations or
 * where |D(z) - z_prev|^2 < 1e-3, and halve rho on a plateau.
 */
export const EXACT_DPM = defineInversion({
  rowsPerStep: (iterations) => 1 + iterations,
  parameters: { rho: 0.5, tolerance: 1e-3 },
  async *solve(step, iterations, { rho, tolerance }) {
    const { drift } = step.coefficients;
    const first = await step.evaluate(step.start);
    yield first.residualMean;
    let point = first.image;
    let rate = rho;
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < iterations; i++) {
      const { residual, residualMean } = await step.evaluate(point);
      yield residualMean;
      const error = sumOfSquares(residual.data) / (drift * drift);
      if (error < tolerance) return point;
      if (error > smallest) rate /= 2;
      smallest = Math.min(smallest, error);
      point = combine(1, point, rate / drift, residual);
    }
    return point;
  },
});

function sumOfSquares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
