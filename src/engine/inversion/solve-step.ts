import type { Tensor } from '../tensor/tensor.ts';
import type { Evaluation, InverseStep } from './inverse-step.ts';
import type { SolverMethod, SolverOptions } from './method.ts';

/**
 * Solves one inverse step by a method: as often as it is to iterate, or until an evaluation's mean |r| is at most `tolerance`, whose f is
 * then the result. Yields what the method yields.
 */
export async function* solveStep(
  method: SolverMethod,
  step: InverseStep,
  { iterations, parameters, tolerance }: Pick<SolverOptions, 'iterations' | 'parameters' | 'tolerance'>,
): AsyncGenerator<number, Tensor, void> {
  let latest: Evaluation | null = null;
  const watched: InverseStep = {
    ...step,
    evaluate: async (point) => (latest = await step.evaluate(point)),
    differentiate: async (point, weights) => {
      const evaluation = await step.differentiate(point, weights);
      latest = evaluation;
      return evaluation;
    },
  };
  const solver = method.solve(watched, iterations, parameters);
  for (let next = await solver.next(); ; next = await solver.next()) {
    if (next.done) return next.value;
    yield next.value;
    const image = solvedImage(latest, tolerance);
    if (image === null) continue;
    await solver.return(image);
    return image;
  }
}

function solvedImage(latest: Evaluation | null, tolerance: number | null): Tensor | null {
  return latest !== null && tolerance !== null && latest.residualMean <= tolerance ? latest.image : null;
}
