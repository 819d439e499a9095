import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineInversion } from './method.ts';
import { regulariseNoise } from './renoise-regularisation.ts';

/** Moves of the noise, and their length among the 16384 numbers of a latent of 512 x 512 pixels. */
const CORRECTIONS = 10;
const CORRECTION_LENGTH = 1.8;
const PUBLISHED_NUMBERS = 4 * 64 * 64;

/**
 * ReNoise (Garibi et al. 2024, arXiv 2403.14602): fixed-point iteration, the mean of the last predictions for the step itself, and noise
 * that is regularised to look like noise: uncorrelated with its own shifts, and distributed patch by patch as the prediction of a photo
 * that was noised by hand (one row). Settings of its SDXL-Turbo program: the first point and 9 renoisings, averaged from the 8th on.
 *
 * Along a process with recorded noises these are corrected (section 3.4), for one row more at each level that takes one: towards the noise
 * with which the step back would end at z_prev, by ten moves of one length, as its program does; where it is nearer, they end around it.
 */
export const RENOISE = defineInversion({
  rowsPerStep: (iterations) => 2 + iterations,
  drawsNoise: true,
  parameters: { averageFrom: 8, divergence: 0.065, autocorrelation: 20, correction: CORRECTION_LENGTH },
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
  async correctNoise(step, point, recorded, { correction }) {
    const { fresh } = step.coefficients;
    const length = correction * Math.sqrt(recorded.data.length / PUBLISHED_NUMBERS);
    if (fresh === 0 || length === 0) return recorded;
    const { residual } = await step.evaluate(point);
    // The equation solved for the noise: n - n' = r / fresh.
    const excess = scale(1 / fresh, residual);
    const distance = Math.sqrt(dot(excess, excess));
    if (distance === 0) return recorded;
    let left = distance;
    for (let move = 0; move < CORRECTIONS; move++) left -= Math.sign(left) * length;
    return combine(1, recorded, left / distance - 1, excess);
  },
});
