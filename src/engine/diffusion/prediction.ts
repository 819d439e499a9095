import type { ControlledResult, ControlledRows, Denoiser, LayoutRows, ObjectiveCoefficients } from '../ports.ts';
import { combine, stackRows } from './arithmetic.ts';
import type { NoiseSchedule } from './noise-schedule.ts';

/** What a model predicts: the noise, or the velocity v = a eps - s x0 (Salimans and Ho 2022, arXiv 2202.00512). */
export type PredictionType = 'epsilon' | 'v_prediction';

/**
 * A denoiser of eps from one of v: eps = a v + s x. In the objective f = drift x_prev + noise eps - x this is
 *   k (drift/k x_prev + (noise a)/k v - x),  k = 1 - noise s > 0
 * so that the model's own gradient, under other coefficients, gives that of eps.
 */
export function denoiserOfVelocity(model: Denoiser, schedule: NoiseSchedule): Denoiser {
  function differentiateBy(differentiate: Denoiser['gradient']): Denoiser['gradient'] {
    return async (sample, previous, timestep, conditioning, coefficients) => {
      const [alpha, sigma] = [schedule.alphaAt(timestep), schedule.sigmaAt(timestep)];
      const own = velocityCoefficients(coefficients, alpha, sigma);
      const result = await differentiate(sample, previous, timestep, conditioning, own);
      return { ...result, noise: combine(alpha, result.noise, sigma, sample) };
    };
  }
  function noiseOfRows(
    result: ControlledResult,
    { source, layout, target }: ControlledRows & Partial<LayoutRows>,
    timestep: number,
  ): ControlledResult {
    const rows = layout === undefined ? [source, target] : [source, layout, target];
    const sample = stackRows(rows.map(({ latent }) => latent));
    return { ...result, noise: combine(schedule.alphaAt(timestep), result.noise, schedule.sigmaAt(timestep), sample) };
  }
  return {
    latentShape: model.latentShape,
    tokens: model.tokens,
    async predict(sample, timestep, conditioning) {
      const velocity = await model.predict(sample, timestep, conditioning);
      return combine(schedule.alphaAt(timestep), velocity, schedule.sigmaAt(timestep), sample);
    },
    gradient: differentiateBy(model.gradient),
    textGradient: differentiateBy(model.textGradient),
    controlled: async (rows, timestep, control) =>
      noiseOfRows(await model.controlled(rows, timestep, control), rows, timestep),
    mutual: async (rows, timestep, attention) =>
      noiseOfRows(await model.mutual(rows, timestep, attention), rows, timestep),
    injected: async (rows, timestep, injection) =>
      noiseOfRows(await model.injected(rows, timestep, injection), rows, timestep),
    unified: async (rows, timestep, control) =>
      noiseOfRows(await model.unified(rows, timestep, control), rows, timestep),
    selfAttention: model.selfAttention,
  };
}

function velocityCoefficients(eps: ObjectiveCoefficients, alpha: number, sigma: number): ObjectiveCoefficients {
  const k = 1 - eps.noise * sigma;
  return { ...eps, drift: eps.drift / k, noise: (eps.noise * alpha) / k, l1: eps.l1 * k, l2: eps.l2 * k * k };
}
