import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import type { Evaluation } from './inverse-step.ts';
import { solveSymmetric } from './linear-system.ts';
import { defineInversion } from './method.ts';

/**
 * Anderson acceleration of the fixed point (Walker and Ni 2011; AIDI_A of Pan et al. 2023): of the last evaluations, the affine
 * combination with the smallest combined residual: (R^T R + ridge) w = 1, w normalised to sum 1, z <- sum w_j f(z_j). `ridge` is relative
 * to the mean diagonal of R^T R.
 */
export const ANDERSON = defineAnderson({ window: 4, ridge: 1e-4 });

/** AIDI_A as published: the last three iterates beside the newest, no ridge. */
export const AIDI_ACCELERATED = defineAnderson({ window: 4, ridge: 0 });

function defineAnderson(parameters: { readonly window: number; readonly ridge: number }) {
  return defineInversion({
    rowsPerStep: (iterations) => iterations,
    parameters,
    async *solve(step, iterations, { window, ridge }) {
      const history: Evaluation[] = [];
      let point = step.start;
      for (let i = 0; i < iterations; i++) {
        const evaluation = await step.evaluate(point);
        yield evaluation.residualMean;
        history.push(evaluation);
        point = mixImages(history.slice(-window), ridge) ?? evaluation.image;
      }
      return point;
    },
  });
}

/** Sum of w_j f(z_j); null where the residuals vanish or depend on one another and the system says nothing. */
function mixImages(history: readonly Evaluation[], ridge: number): Tensor | null {
  const gram = history.map((row) => history.map((column) => dot(row.residual, column.residual)));
  const added = (ridge * gram.reduce((sum, row, i) => sum + at(row, i), 0)) / history.length;
  const weights = solveSymmetric(
    gram.map((row, i) => row.map((value, j) => (i === j ? value + added : value))),
    history.map(() => 1),
  );
  if (weights === null) return null;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return history.reduce<Tensor | null>((mixed, { image }, i) => {
    const weight = at(weights, i) / total;
    return mixed === null ? scale(weight, image) : combine(1, mixed, weight, image);
  }, null);
}
