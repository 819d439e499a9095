import { combine } from '../diffusion/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { LEAST_SQUARES } from './inverse-step.ts';
import { defineInversion } from './method.ts';

/**
 * Iterative noise alignment of TFinv (arXiv 2606.01380), made for one step, here at every level: descent of
 *   mean (D(z) - z_prev)^2 + KL(z),  KL = v + m^2 - 1 - ln v,  m and v the mean and the variance of all of z
 * where D is the denoising step, so that the first term is mean (r / drift)^2. The authors' program takes a new Adam at every iteration,
 * whose first step is the sign of the gradient times its rate, 0.02 (1 - i / 801); so does this. At levels that are not pure noise KL would
 * pull to what they are not; `divergence` weighs it. The published hundreds of iterations are rows here, two each.
 */
export const NOISE_ALIGNMENT = defineInversion({
  rowsPerStep: (iterations) => 1 + 2 * iterations,
  parameters: { rate: 0.02, divergence: 1 },
  async *solve(step, iterations, { rate, divergence }) {
    const { drift } = step.coefficients;
    const first = await step.evaluate(step.start);
    yield first.residualMean;
    let point = first.image;
    for (let i = 0; i < iterations; i++) {
      const { residualMean, gradient } = await step.differentiate(point, LEAST_SQUARES);
      yield residualMean;
      const size = point.data.length;
      const slope = combine(2 / (size * drift * drift), gradient, divergence, divergenceGradient(point));
      const length = rate * (1 - i / 801);
      point = {
        shape: point.shape,
        data: point.data.map((value, j) => value - length * Math.sign(slope.data[j] ?? 0)),
      };
    }
    return point;
  },
});

/** d KL / dz = (1 - 1 / v) dv/dz + 2 m / D; v is unbiased. */
function divergenceGradient({ shape, data }: Tensor): Tensor {
  const size = data.length;
  const mean = data.reduce((sum, value) => sum + value, 0) / size;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (size - 1);
  const slope = (1 - 1 / variance) * (2 / (size - 1));
  return { shape, data: data.map((value) => slope * (value - mean) + (2 * mean) / size) };
}
