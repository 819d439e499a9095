import { describe, expect, it } from 'vitest';
import { conditionOn, createMixtureScene, LATENT_SHAPE } from '../inversion/testing/mixture-scene.ts';
import { guideNoise, predictGuided } from './classifier-free-guidance.ts';
import { gaussianTensor } from './random.ts';

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
