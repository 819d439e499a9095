/**
 * RNRI as the authors' program does it: no gradient passes through the UNet, so dF/dz is -sign(r) and the Newton step
 * becomes a sign step of the length mean(F). F_i = |r_i| + (alpha / 2) ((f - y_0) / sigma_t)_i^2, alpha = 0.1: the prior is centred
 * on the clean latent, not on z_prev as in the paper. Returns f at the point with the smallest mean F.
 *
 * The program works on the latents of its sampler (Euler), y = x / a_t, and begins at y_prev: a residual is 1 / a_t as long there, and the
 * start is x = drift x_prev. At a_999 = 0.068 that is another method than the same rule on x, which is kept as `RNRI_SIGN`.
 */
import { scale } from '../diffusion/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Evaluation, InverseStep } from './inverse-step.ts';
import { defineInversion } from './method.ts';

export const RNRI_RELEASED = defineReleased('sampler');

export const RNRI_SIGN = defineReleased('scaled');

/** @param space latents of the `sampler`, y = x / a_t, or `scaled` to unit variance, x */
function defineReleased(space: 'sampler' | 'scaled') {
  return defineInversion({
    rowsPerStep: (iterations) => iterations,
    parameters: { alpha: 0.1 },
    async *solve(step, iterations, { alpha }) {
      const unit = space === 'sampler' ? step.coefficients.alpha : 1;
      const isAtPrevious = space === 'sampler' && step.start === step.previous;
      let point = isAtPrevious ? scale(step.coefficients.drift, step.previous) : step.start;
      let best = point;
      let bestScore = Number.POSITIVE_INFINITY;
      for (let i = 0; i < iterations; i++) {
        const evaluation = await step.evaluate(point);
        yield evaluation.residualMean;
        const score = evaluation.residualMean / unit + (alpha / 2) * priorEnergy(step, evaluation);
        if (score < bestScore) {
          bestScore = score;
          best = evaluation.image;
        }
        point = stepBySign(evaluation, unit * score);
      }
      return best;
    },
  });
}

/** mean ((f - a_t z_0) / s_t)^2: the same number on either latents. */
function priorEnergy({ clean, coefficients }: InverseStep, { image }: Evaluation): number {
  let sum = 0;
  for (let i = 0; i < image.data.length; i++) {
    sum += (((image.data[i] ?? 0) - coefficients.alpha * (clean.data[i] ?? 0)) / coefficients.sigma) ** 2;
  }
  return sum / image.data.length;
}

/** z + length sign(r); sign(0) = 0, so a coordinate that is solved stays. */
function stepBySign({ point, residual }: Evaluation, length: number): Tensor {
  return { shape: point.shape, data: point.data.map((value, i) => value + length * Math.sign(residual.data[i] ?? 0)) };
}
