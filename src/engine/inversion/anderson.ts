import type { Evaluation } from './inverse-step.ts';
import { defineInversion } from './method.ts';
import { mixImages } from './mix-images.ts';

/**
 * Anderson acceleration of the fixed point (Walker and Ni 2011; AIDI_A of Pan et al. 2023): the next point is the mixture of the last
 * `window` evaluations (`mixImages`).
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
