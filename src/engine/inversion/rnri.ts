/**
 * Regularised Newton-Raphson inversion as published (Samuel et al., arXiv 2312.12540, section 4):
 *
 *   F(z) = ||f(z) - z||_1 - lambda log q(z | z_prev),  q = N(drift z_prev, variance)
 *   z_i <- z_i - (1 / D) F(z) / g_i,  g = dF/dz through the UNet
 *
 * The quotient is guarded: |g_i| is floored and the step clamped, since g_i may vanish where F does not. Like the
 * authors' program it returns f at the best point seen.
 */
import type { Tensor } from '../tensor/tensor.ts';
import type { Evaluation, InverseStep, ObjectiveWeights } from './inverse-step.ts';
import type { InversionMethod } from './method.ts';

const LAMBDA = 0.1;
const SMALLEST_DENOMINATOR = 0.1;
const LARGEST_STEP = 0.5;

export interface RnriOptions {
  /** Spend one more forward row per step on the point after the last update, which may be the best. */
  readonly evaluateLast: boolean;
}

export const RNRI: InversionMethod = defineRnri({ evaluateLast: false });

export function defineRnri({ evaluateLast }: RnriOptions): InversionMethod {
  return {
    rowsPerStep: (iterations) => 2 * iterations + (evaluateLast ? 1 : 0),
    async *solve(step, iterations) {
      const weights = objectiveWeights(step);
      let point = step.previous;
      let best = point;
      let bestObjective = Number.POSITIVE_INFINITY;
      for (let i = 0; i < iterations; i++) {
        const evaluation = await step.differentiate(point, weights);
        yield evaluation.residualMean;
        if (evaluation.objective < bestObjective) {
          bestObjective = evaluation.objective;
          best = evaluation.image;
        }
        point = updatePoint(point, evaluation.objective, evaluation.gradient);
      }
      if (evaluateLast) {
        const evaluation = await step.evaluate(point);
        yield evaluation.residualMean;
        if (objectiveAt(step, evaluation, weights) < bestObjective) best = evaluation.image;
      }
      return best;
    },
  };
}

function objectiveWeights({ coefficients }: InverseStep): ObjectiveWeights {
  return { l1: 1, l2: 0, prior: LAMBDA / coefficients.variance, priorMean: coefficients.drift };
}

/** F(z) of a forward run. */
function objectiveAt(step: InverseStep, { point, residual }: Evaluation, weights: ObjectiveWeights): number {
  let absolute = 0;
  let squares = 0;
  for (let i = 0; i < point.data.length; i++) {
    absolute += Math.abs(residual.data[i] ?? 0);
    squares += ((point.data[i] ?? 0) - weights.priorMean * (step.previous.data[i] ?? 0)) ** 2;
  }
  return weights.l1 * absolute + (weights.prior / 2) * squares;
}

/** z_i - (F / D) / g_i with the quotient guarded; where g_i is exactly 0 nothing is known and z_i stays. */
function updatePoint(point: Tensor, objective: number, gradient: Tensor): Tensor {
  const level = objective / point.data.length;
  const data = point.data.map((value, i) => {
    const slope = gradient.data[i] ?? 0;
    const length = Math.min(level / Math.max(Math.abs(slope), SMALLEST_DENOMINATOR), LARGEST_STEP);
    return value - Math.sign(slope) * length;
  });
  return { shape: point.shape, data };
}
