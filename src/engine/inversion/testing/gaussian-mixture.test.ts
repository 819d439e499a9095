import { describe, expect, it } from 'vitest';
import { combine, dot } from '../../diffusion/arithmetic.ts';
import { gaussianTensor } from '../../diffusion/random.ts';
import { LATENT_SHAPE, createMixtureScene } from './mixture-scene.ts';

describe('the analytic denoiser', () => {
  const { denoiser, conditioning, random } = createMixtureScene();
  const sample = gaussianTensor(LATENT_SHAPE, random);
  const previous = gaussianTensor(LATENT_SHAPE, random);
  const direction = gaussianTensor(LATENT_SHAPE, random);
  const cotangent = gaussianTensor(LATENT_SHAPE, random);
  const h = 1e-2;

  it.each([259, 499, 999])('has the Jacobian of its prediction at timestep %i', async (timestep) => {
    const ahead = await denoiser.predict(combine(1, sample, h, direction), timestep, conditioning);
    const behind = await denoiser.predict(combine(1, sample, -h, direction), timestep, conditioning);
    const difference = dot(cotangent, combine(1 / (2 * h), ahead, -1 / (2 * h), behind));
    const pulled = dot(denoiser.pullBack(sample, timestep, conditioning, cotangent), direction);
    expect(Math.abs(pulled - difference)).toBeLessThan(2e-3 * Math.abs(difference));
  });

  it.each([
    { l1: 1, l2: 0, prior: 0.3, priorMean: 0.6 },
    { l1: 0, l2: 1, prior: 0, priorMean: 0 },
  ])('has the gradient of the objective with %o', async (weights) => {
    const coefficients = { drift: 0.7, noise: 0.4, ...weights };
    const objectiveAt = async (step: number): Promise<number> => {
      const point = combine(1, sample, step, direction);
      return (await denoiser.gradient(point, previous, 499, conditioning, coefficients)).objective;
    };
    // A short step, so that no |r_i| changes its sign on the way.
    const short = 1e-4;
    const slope = ((await objectiveAt(short)) - (await objectiveAt(-short))) / (2 * short);
    const { gradient } = await denoiser.gradient(sample, previous, 499, conditioning, coefficients);
    expect(Math.abs(dot(gradient, direction) - slope)).toBeLessThan(5e-3 * Math.abs(slope));
  });

  it('predicts the same noise with and without gradient', async () => {
    const coefficients = { drift: 1, noise: 0.4, l1: 0, l2: 1, prior: 0, priorMean: 0 };
    const { noise } = await denoiser.gradient(sample, previous, 259, conditioning, coefficients);
    expect(noise).toEqual(await denoiser.predict(sample, 259, conditioning));
  });
});
