import { describe, expect, it } from 'vitest';
import { conditionOn, createMixtureScene, LATENT_SHAPE } from '../inversion/testing/mixture-scene.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { combine, dot } from './arithmetic.ts';
import { differentiateGuided, guideNoise, predictGuided } from './classifier-free-guidance.ts';
import { createRandomGenerator, gaussianTensor } from './random.ts';

const TIMESTEP = 499;

function createScene(guidance: number) {
  const { denoiser, random } = createMixtureScene();
  const sample = gaussianTensor(LATENT_SHAPE, random);
  const empty = conditionOn([]);
  return { denoiser, sample, empty, words: { ...conditionOn([12]), guidance, empty } };
}

describe('classifier-free guidance', () => {
  it.each([0, 0.5, 2, 7.5])('at scale %f goes that far from the empty prompt', async (scale) => {
    const { denoiser, sample, empty, words } = createScene(scale);
    const without = await denoiser.predict(sample, TIMESTEP, empty);
    const withWords = await denoiser.predict(sample, TIMESTEP, words);
    const { noise } = await predictGuided(denoiser, sample, TIMESTEP, words);
    noise.data.forEach((value, i) => {
      const [from = 0, to = 0] = [without.data[i], withWords.data[i]];
      expect(value).toBeCloseTo(from + scale * (to - from), 5);
    });
    expect(withWords.data).not.toEqual(without.data);
  });

  it('costs one row more, counted', async () => {
    const { denoiser, sample, words } = createScene(7.5);
    const { rows } = await predictGuided(denoiser, sample, TIMESTEP, words);
    expect(rows).toBe(2);
    expect(denoiser.calls.predict).toBe(2);
  });

  it.each([
    ['scale 1', 1, true],
    ['no empty prompt', 7.5, false],
  ])('with %s runs nothing and hands the prediction back', async (_, guidance, hasEmpty) => {
    const { denoiser, sample, empty } = createScene(guidance);
    const words = { ...conditionOn([12]), guidance, ...(hasEmpty ? { empty } : {}) };
    const noise = await denoiser.predict(sample, TIMESTEP, words);
    const guided = await guideNoise(denoiser, noise, sample, TIMESTEP, words);
    expect(guided).toEqual({ noise, rows: 0 });
    expect(guided.noise).toBe(noise);
    expect(denoiser.calls.predict).toBe(1);
  });
});

describe('the gradient under guidance', () => {
  const COEFFICIENTS = { drift: 0.7, noise: 0.4, l1: 0.5, l2: 1.5, prior: 0.3, priorMean: 0.6 };
  const previousOf = ({ denoiser }: ReturnType<typeof createScene>) =>
    gaussianTensor(denoiser.latentShape, createRandomGenerator(4));

  it.each([0, 2, 7.5])('at scale %f is that of F of the guided prediction', async (scale) => {
    const scene = createScene(scale);
    const { denoiser, sample, words } = scene;
    const previous = previousOf(scene);
    const objectiveAt = async (point: Tensor) => {
      const { noise } = await predictGuided(denoiser, point, TIMESTEP, words);
      const { drift, l1, l2, prior, priorMean } = COEFFICIENTS;
      return point.data.reduce((sum, z, i) => {
        const before = previous.data[i] ?? 0;
        const r = drift * before + COEFFICIENTS.noise * (noise.data[i] ?? 0) - z;
        return sum + l1 * Math.abs(r) + (l2 / 2) * r * r + (prior / 2) * (z - priorMean * before) ** 2;
      }, 0);
    };
    const found = await differentiateGuided(denoiser, sample, previous, TIMESTEP, words, COEFFICIENTS);
    expect(found.objective).toBeCloseTo(await objectiveAt(sample), 3);
    expect(found.noise).toEqual((await predictGuided(denoiser, sample, TIMESTEP, words)).noise);
    const direction = gaussianTensor(LATENT_SHAPE, createRandomGenerator(6));
    const h = 1e-3;
    const ahead = await objectiveAt(combine(1, sample, h, direction));
    const behind = await objectiveAt(combine(1, sample, -h, direction));
    const slope = (ahead - behind) / (2 * h);
    expect(Math.abs(dot(found.gradient, direction) - slope)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
  });

  it('costs five rows, counted', async () => {
    const scene = createScene(2);
    const { denoiser, sample, words } = scene;
    const { rows } = await differentiateGuided(denoiser, sample, previousOf(scene), TIMESTEP, words, COEFFICIENTS);
    expect(rows).toBe(5);
    expect(denoiser.calls).toMatchObject({ predict: 1, gradient: 2 });
  });

  it('at scale 1 is the plain one, bit for bit', async () => {
    const scene = createScene(1);
    const { denoiser, sample, words } = scene;
    const inputs = [sample, previousOf(scene), TIMESTEP, words, COEFFICIENTS] as const;
    expect(await differentiateGuided(denoiser, ...inputs)).toEqual({
      ...(await denoiser.gradient(...inputs)),
      rows: 2,
    });
  });
});
