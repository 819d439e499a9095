import type { Evaluation } from './inverse-step.ts';
import { defineInversion } from './method.ts';
import { mixImages } from './mix-images.ts';

/**
 * Anderson acceleration of the fixed point (Walker and Ni 2011; AIDI_A of Pan et al. 2023): the next point is the mixture of the last
 * `window` evaluations (`mixImages`). Where a whole window leaves a level above the first unsolved, mean |r| > `above` a_t, it goes on for up
 * to `extra` evaluations: on the way back the error is divided by a_t, and the picture would show it (docs/inversion.md).
 */
export const ANDERSON = defineAnderson({ window: 4, ridge: 1e-4, above: 0.058, extra: 4 });

/** AIDI_A as published: the last three iterates beside the newest, no ridge. */
export const AIDI_ACCELERATED = defineAnderson({ window: 4, ridge: 0, above: 0, extra: 0 });

function defineAnderson(parameters: Readonly<Record<'window' | 'ridge' | 'above' | 'extra', number>>) {
  return defineInversion({
    rowsPerStep: (iterations) => iterations,
    parameters,
    async *solve(step, iterations, { window, ridge, above, extra }) {
      const history: Evaluation[] = [];
      let point = step.start;
      const most = iterations < window || step.level === 1 ? iterations : iterations + extra;
      for (let i = 0; i < most; i++) {
        const evaluation = await step.evaluate(point);
        yield evaluation.residualMean;
        history.push(evaluation);
        point = mixImages(history.slice(-window), ridge) ?? evaluation.image;
        if (i + 1 >= iterations && evaluation.residualMean <= above * step.coefficients.alpha) break;
      }
      return point;
    },
  });
}
