/**
 * Regularised Newton-Raphson inversion as published (Samuel et al., arXiv 2312.12540, section 4):
 *
 *   F(z) = ||f(z) - z||_1 - lambda log q(z | z_prev),  q = N(drift z_prev, variance)
 *   z_i <- z_i - (1 / D) F(z) / (g_i + eta),  g = dF/dz through the UNet                                            (eq. 8)
 *
 * eta keeps the quotient finite where g_i vanishes and F does not. Added as it stands, it would make new poles at g_i = -eta; it is
 * therefore added to |g_i|, and the quotient keeps the sign of g_i. Like the authors' program it returns f at the point with the
 * smallest F; the point after the last update is one of them and costs one forward row.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { combine, dot } from '../diffusion/arithmetic.ts';
import type { Evaluation, InverseStep, ObjectiveWeights } from './inverse-step.ts';
import { defineInversion } from './method.ts';

/** The largest move of a coordinate under `floor`. */
const LARGEST_STEP = 0.5;

/** What stands under F / D for a slope g. */
const DENOMINATORS = {
  /** sign(g) (|g| + eta). */
  added: (slope: number, eta: number) => Math.sign(slope) * (Math.abs(slope) + eta),
  /** sign(g) max(|g|, eta), and no coordinate moves further than `LARGEST_STEP`: an ablation. */
  floored: (slope: number, eta: number) => Math.sign(slope) * Math.max(Math.abs(slope), eta),
} as const;

interface RnriOptions {
  readonly denominator: keyof typeof DENOMINATORS;
  /** Spend one more forward row per step on the point after the last update, which may be the best. */
  readonly evaluateLast: boolean;
}

/** eta and lambda were chosen on photos: docs/inversion.md. */
export const RNRI = defineRnri({ denominator: 'added', evaluateLast: true });

export const RNRI_FLOORED = defineRnri({ denominator: 'floored', evaluateLast: false });

function defineRnri({ denominator, evaluateLast }: RnriOptions) {
  const divisorOf = DENOMINATORS[denominator];
  const longest = denominator === 'floored' ? LARGEST_STEP : Number.POSITIVE_INFINITY;
  return defineInversion({
    rowsPerStep: (iterations) => 2 * iterations + (evaluateLast ? 1 : 0),
    parameters: { eta: 0.1, lambda: 0.1 },
    async *solve(step, iterations, { eta, lambda }) {
      const weights = objectiveWeights(step, lambda);
      let point = step.start;
      let best = point;
      let bestObjective = Number.POSITIVE_INFINITY;
      for (let i = 0; i < iterations; i++) {
        const { residualMean, objective, image, gradient } = await step.differentiate(point, weights);
        yield residualMean;
        if (objective < bestObjective) {
          bestObjective = objective;
          best = image;
        }
        point = updatePoint(point, objective, gradient, (slope) => divisorOf(slope, eta), longest);
      }
      if (evaluateLast) {
        const evaluation = await step.evaluate(point);
        yield evaluation.residualMean;
        if (objectiveAt(step, evaluation, weights) < bestObjective) best = evaluation.image;
      }
      return best;
    },
  });
}

function objectiveWeights({ coefficients }: InverseStep, lambda: number): ObjectiveWeights {
  return { l1: 1, l2: 0, prior: lambda / coefficients.variance, priorMean: coefficients.drift };
}

/** F(z) of a forward run. */
function objectiveAt(step: InverseStep, { point, residual }: Evaluation, weights: ObjectiveWeights): number {
  const absolute = residual.data.reduce((sum, value) => sum + Math.abs(value), 0);
  const pull = combine(1, point, -weights.priorMean, step.previous);
  return weights.l1 * absolute + (weights.prior / 2) * dot(pull, pull);
}

/** z_i - (F / D) / divisor(g_i); where g_i is exactly 0 nothing is known and z_i stays. */
function updatePoint(
  point: Tensor,
  objective: number,
  gradient: Tensor,
  divisorOf: (slope: number) => number,
  longest: number,
): Tensor {
  const level = objective / point.data.length;
  const data = point.data.map((value, i) => {
    const slope = gradient.data[i] ?? 0;
    if (slope === 0) return value;
    const move = level / divisorOf(slope);
    return value - Math.max(-longest, Math.min(longest, move));
  });
  return { shape: point.shape, data };
}
