/**
 * Broyden's good method (Broyden 1965; with the updates kept as vectors: Kelley 1995, ch. 7) on r(z) = f(z) - z = 0, from H = I, whose first
 * step is that of the fixed point:
 *
 *   z <- z + H r,  s the step, y = r_before - r,  H <- H + (s - H y) s^T H / (s^T H y)
 *
 * An evaluation costs one row, and the last step none: it needs r alone.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { combine, dot, subtract } from '../diffusion/arithmetic.ts';
import { defineInversion } from './method.ts';

/** H <- H + direction (step^T H). */
interface Update {
  readonly step: Tensor;
  readonly direction: Tensor;
}

export const BROYDEN = defineInversion({
  rowsPerStep: (iterations) => iterations,
  async *solve(step, iterations) {
    let here = await step.evaluate(step.start);
    yield here.residualMean;
    const updates: Update[] = [];
    for (let i = 1; i < iterations; i++) {
      const move = applyUpdates(updates, here.residual);
      const next = await step.evaluate(combine(1, here.point, 1, move));
      yield next.residualMean;
      const changed = applyUpdates(updates, subtract(here.residual, next.residual));
      const curvature = dot(move, changed);
      // A root, or a slope that says nothing.
      if (curvature === 0) return next.image;
      updates.push({ step: move, direction: combine(1 / curvature, move, -1 / curvature, changed) });
      here = next;
    }
    return combine(1, here.point, 1, applyUpdates(updates, here.residual));
  },
});

/** H x. */
function applyUpdates(updates: readonly Update[], vector: Tensor): Tensor {
  return updates.reduce((image, { step, direction }) => combine(1, image, dot(step, image), direction), vector);
}
