/**
 * Descent along the gradient of |r|^2 / 2 with an exact line search on the linearised residual.
 *
 * From a fixed-point warm start z = f(z_start): one run with gradient gives r and g = J^T r (J = dr/dz); d = -g. One forward row
 * at z + h d gives J d = (r(z + h d) - r(z)) / h, so along d the residual is r + step J d, smallest at
 *   step = -(r . J d) / (J d . J d).
 * r and J d also say f there without another row: f(z + step d) = z + step d + r + step J d.
 */
import { combine, dot, meanAbsolute } from '../diffusion/arithmetic.ts';
import { LEAST_SQUARES } from './inverse-step.ts';
import { defineInversion } from './method.ts';

/**
 * |h d| as a part of |r|. At 1 the secant spans about the step that will be taken (a fixed-point step is r long), so curvature over
 * the step counts too; a short difference trusts the tangent and overshoots.
 */
const DIFFERENCE = 1;

export const GRADIENT_SECANT = defineInversion({
  rowsPerStep: (iterations) => 1 + 3 * iterations,
  async *solve(step, iterations) {
    const start = await step.evaluate(step.start);
    yield start.residualMean;
    let point = start.image;
    for (let i = 0; i < iterations; i++) {
      const here = await step.differentiate(point, LEAST_SQUARES);
      const slope = dot(here.gradient, here.gradient);
      yield here.residualMean;
      if (slope === 0) return here.image;
      const distance = DIFFERENCE * Math.sqrt(dot(here.residual, here.residual) / slope);
      const ahead = await step.evaluate(combine(1, point, -distance, here.gradient));
      const change = combine(1 / distance, ahead.residual, -1 / distance, here.residual);
      const curvature = dot(change, change);
      if (curvature === 0) return here.image;
      const length = -dot(here.residual, change) / curvature;
      const residual = combine(1, here.residual, length, change);
      yield meanAbsolute(residual);
      point = combine(1, combine(1, point, -length, here.gradient), 1, residual);
    }
    return point;
  },
});
