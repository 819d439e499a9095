import { combine, scale } from '../diffusion/arithmetic.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineInversion } from './method.ts';
import { regulariseNoise } from './renoise-regularisation.ts';

/**
 * ReNoise (Garibi et al. 2024, arXiv 2403.14602): fixed-point iteration, the mean of the last predictions for the step itself, and noise
 * that is regularised to look like noise: uncorrelated with its own shifts, and distributed patch by patch as the prediction of a photo
 * that was noised by hand (one row). Settings of its SDXL-Turbo program: the first point and 9 renoisings, averaged from the 8th on.
 *
 * Its noise correction belongs to the ancestral sampler: there, with the last prediction, the recorded noise could be moved. Here the
 * noise stays as it was drawn.
 */
export const RENOISE = defineInversion({
  rowsPerStep: (iterations) => 2 + iterations,
  drawsNoise: true,
  parameters: { averageFrom: 8, divergence: 0.065, autocorrelation: 20 },
  async *solve(step, iterations, { averageFrom, divergence, autocorrelation }) {
    const { clean, coefficients, random } = step;
    const weights = { divergence, autocorrelation };
    const noised = combine(coefficients.alpha, clean, coefficients.sigma, gaussianTensor(clean.shape, random));
    const { noise: reference } = await step.evaluate(noised);
    let point = step.start;
    let sum: Tensor | null = null;
    let averaged = 0;
    for (let i = 0; i <= iterations; i++) {
      const { noise, residualMean } = await step.evaluate(point);
      yield residualMean;
      const isAveraged = i >= Math.min(averageFrom, iterations);
      if (isAveraged) {
        sum = sum === null ? noise : combine(1, sum, 1, noise);
        averaged += 1;
      }
      point = step.imageOf(isAveraged ? regulariseNoise(noise, reference, weights, random) : noise);
    }
    const mean = sum === null ? null : scale(1 / averaged, sum);
    return mean === null ? point : step.imageOf(regulariseNoise(mean, reference, weights, random));
  },
});
