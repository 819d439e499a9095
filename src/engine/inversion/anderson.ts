import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import type { Evaluation } from './inverse-step.ts';
import { solveSymmetric } from './linear-system.ts';
import { defineInversion } from './method.ts';

const WINDOW = 4;
/** Tikhonov term relative to the mean diagonal of R^T R. */
const RIDGE = 1e-4;

/**
 * Anderson acceleration of the fixed point (Walker and Ni 2011; AIDI_A of Pan et al. 2023): of the last evaluations, the affine
 * combination with the smallest combined residual: (R^T R + ridge) w = 1, w normalised to sum 1, z <- sum w_j f(z_j).
 */
export const ANDERSON = defineInversion({
  rowsPerStep: (iterations) => iterations,
  async *solve(step, iterations) {
    const history: Evaluation[] = [];
    let point = step.start;
    for (let i = 0; i < iterations; i++) {
      const evaluation = await step.evaluate(point);
      yield evaluation.residualMean;
      history.push(evaluation);
      point = mixImages(history.slice(-WINDOW), evaluation.image);
    }
    return point;
  },
});

/** Sum of w_j f(z_j); `fallback` where the residuals vanish and the system says nothing. */
function mixImages(history: readonly Evaluation[], fallback: Tensor): Tensor {
  const gram = history.map((row) => history.map((column) => dot(row.residual, column.residual)));
  const ridge = (RIDGE * gram.reduce((sum, row, i) => sum + at(row, i), 0)) / history.length;
  if (ridge === 0) return fallback;
  const weights = solveSymmetric(
    gram.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value))),
    history.map(() => 1),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return history.reduce((mixed, { image }, i) => combine(1, mixed, at(weights, i) / total, image), scale(0, fallback));
}
