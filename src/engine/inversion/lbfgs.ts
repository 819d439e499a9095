/**
 * L-BFGS (Nocedal 1980) on |r|^2 / 2, r(z) = f(z) - z, whose gradient J^T r takes a run with gradient: two rows. The first step is the
 * gradient's own length, that of the fixed point where J = -I; the next are scaled by (s . y) / (y . y). It returns f at the point with
 * the smallest residual; the point after the last step is one of them and costs one forward row.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { combine, dot, scale, subtract } from '../diffusion/arithmetic.ts';
import { LEAST_SQUARES } from './inverse-step.ts';
import { defineInversion } from './method.ts';

/** A step s and the change y of the gradient along it. */
interface Pair {
  readonly step: Tensor;
  readonly change: Tensor;
}

export const LBFGS = defineInversion({
  rowsPerStep: (iterations) => 2 * iterations + 1,
  async *solve(step, iterations) {
    const pairs: Pair[] = [];
    let here = await step.differentiate(step.start, LEAST_SQUARES);
    yield here.residualMean;
    let best = here;
    for (let i = 1; i < iterations; i++) {
      const move = scale(-1, applyInverseHessian(pairs, here.gradient));
      const next = await step.differentiate(combine(1, here.point, 1, move), LEAST_SQUARES);
      yield next.residualMean;
      if (next.objective < best.objective) best = next;
      const change = subtract(next.gradient, here.gradient);
      // Where the curvature is not positive the pair would turn the next step uphill.
      if (dot(move, change) > 0) pairs.push({ step: move, change });
      here = next;
    }
    const last = await step.evaluate(combine(1, here.point, -1, applyInverseHessian(pairs, here.gradient)));
    yield last.residualMean;
    return dot(last.residual, last.residual) / 2 < best.objective ? last.image : best.image;
  },
});

/** The two loops of Nocedal 1980. */
function applyInverseHessian(pairs: readonly Pair[], gradient: Tensor): Tensor {
  let vector = gradient;
  const weights = pairs.toReversed().map(({ step, change }) => {
    const weight = dot(step, vector) / dot(change, step);
    vector = combine(1, vector, -weight, change);
    return weight;
  });
  const newest = pairs.at(-1);
  if (newest !== undefined) vector = scale(dot(newest.step, newest.change) / dot(newest.change, newest.change), vector);
  return pairs.reduce((image, { step, change }, i) => {
    const weight = weights[pairs.length - 1 - i] ?? 0;
    return combine(1, image, weight - dot(change, image) / dot(change, step), step);
  }, vector);
}
