/**
 * RNRI as the authors' program does it: no gradient passes through the UNet, so dF/dz is -sign(r) and the Newton step
 * becomes a sign step of the length mean(F). F_i = |r_i| + (alpha / 2) ((f - a_t z_0) / s_t)_i^2, alpha = 0.1: the prior is centred
 * on the clean latent, not on z_prev as in the paper. Returns f at the point with the smallest mean F.
 */
import type { Tensor } from '../tensor/tensor.ts';
import type { Evaluation, InverseStep } from './inverse-step.ts';
import type { InversionMethod } from './method.ts';

const PRIOR_WEIGHT = 0.1;

export const RNRI_RELEASED: InversionMethod = {
  rowsPerStep: (iterations) => iterations,
  async *solve(step, iterations) {
    let point = step.previous;
    let best = point;
    let bestScore = Number.POSITIVE_INFINITY;
    for (let i = 0; i < iterations; i++) {
      const evaluation = await step.evaluate(point);
      yield evaluation.residualMean;
      const score = evaluation.residualMean + priorMean(step, evaluation);
      if (score < bestScore) {
        bestScore = score;
        best = evaluation.image;
      }
      point = stepBySign(evaluation, score);
    }
    return best;
  },
};

function priorMean({ clean, coefficients }: InverseStep, { image }: Evaluation): number {
  let sum = 0;
  for (let i = 0; i < image.data.length; i++) {
    sum += (((image.data[i] ?? 0) - coefficients.alpha * (clean.data[i] ?? 0)) / coefficients.sigma) ** 2;
  }
  return (PRIOR_WEIGHT / 2) * (sum / image.data.length);
}

/** z + score sign(r); sign(0) = 0, so a coordinate that is solved stays. */
function stepBySign({ point, residual }: Evaluation, score: number): Tensor {
  return { shape: point.shape, data: point.data.map((value, i) => value + score * Math.sign(residual.data[i] ?? 0)) };
}
