import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { combine, dot, meanAbsolute, subtract } from '../../diffusion/arithmetic.ts';
import { createRandomGenerator } from '../../diffusion/random.ts';
import type { InverseStep } from '../inverse-step.ts';

/**
 * An inverse step whose equation can be solved by hand: f(z)_i = offset_i + slope_i z_i, so that r_i = offset_i + (slope_i - 1) z_i.
 * `points` records where it was evaluated.
 */
export function createLinearStep(
  previous: readonly number[],
  offset: readonly number[],
  slope: readonly number[],
): InverseStep & { readonly points: Tensor[] } {
  const points: Tensor[] = [];
  const start = tensor([previous.length], Float32Array.from(previous));
  let rows = 0;
  const evaluateAt = (point: Tensor) => {
    points.push(point);
    const image = { ...point, data: point.data.map((value, i) => (offset[i] ?? 0) + (slope[i] ?? 0) * value) };
    const residual = subtract(image, point);
    return { point, image, residual, noise: subtract(image, start), residualMean: meanAbsolute(residual) };
  };
  return {
    points,
    previous: start,
    start,
    clean: start,
    timestep: 499,
    level: 1,
    levels: 1,
    imageOf: (noise) => combine(1, start, 1, noise),
    random: createRandomGenerator(1),
    coefficients: { drift: 1, noise: 1, fresh: 0, alpha: 1, sigma: 1, variance: 0.5 },
    async evaluate(point) {
      rows += 1;
      return evaluateAt(point);
    },
    async differentiate(point, { l1, l2, prior, priorMean }) {
      rows += 2;
      const evaluation = evaluateAt(point);
      const { residual } = evaluation;
      const pull = combine(1, point, -priorMean, start);
      const absolute = residual.data.reduce((sum, value) => sum + Math.abs(value), 0);
      const gradient = residual.data.map(
        (value, i) => ((slope[i] ?? 0) - 1) * (l1 * Math.sign(value) + l2 * value) + prior * (pull.data[i] ?? 0),
      );
      return {
        ...evaluation,
        objective: l1 * absolute + (l2 / 2) * dot(residual, residual) + (prior / 2) * dot(pull, pull),
        gradient: { ...point, data: gradient },
      };
    },
    rows: () => rows,
  };
}
