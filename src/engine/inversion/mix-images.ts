import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import type { Evaluation } from './inverse-step.ts';
import { solveSymmetric } from './linear-system.ts';

/**
 * Anderson's mixture of evaluations, sum of w_j f(z_j): their affine combination with the smallest combined residual, (R^T R + ridge) w = 1,
 * w normalised to sum 1. `ridge` is relative to the mean diagonal of R^T R. Null where the residuals vanish or depend on one another and
 * the system says nothing.
 */
export function mixImages(history: readonly Pick<Evaluation, 'image' | 'residual'>[], ridge: number): Tensor | null {
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
