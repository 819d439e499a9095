import { expect, it } from 'vitest';
import { createRandomGenerator, gaussianTensor } from '../engine/diffusion/random.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { loadPack } from './load-pack.ts';
import { createStarterReader, STARTER_HOST } from '../../test/starter-host.ts';

function distance(a: Tensor, b: Tensor): number {
  const difference = a.data.map((value, index) => value - (b.data[index] ?? Number.NaN));
  return Math.hypot(...difference) / Math.hypot(...b.data);
}

it('computes with one session over one copy of the weights what three sessions compute', async () => {
  const separate = await loadPack(STARTER_HOST, createStarterReader());
  const joined = await loadPack({ ...STARTER_HOST, sharesWeights: true }, createStarterReader());
  try {
    const random = createRandomGenerator(3);
    const { latentShape, tokens } = separate.denoiser;
    const hiddenStates = gaussianTensor([1, tokens, 128], random);
    const [one, previous] = [gaussianTensor(latentShape, random), gaussianTensor(latentShape, random)];
    const two = gaussianTensor([2, ...latentShape.slice(1)], random);
    const text = { hiddenStates, guidance: 1.5 };
    const ones = tensor([tokens], new Float32Array(tokens).fill(1));
    const wordMap = gaussianTensor([tokens, tokens], random);
    const control = { wordMap, wordAlpha: ones, equalizer: ones, crossGate: ones, selfGate: 1 };
    const coefficients = { drift: 1, noise: 0.1, l1: 1, l2: 0.5, prior: 0.1, priorMean: 1 };
    const run = async ({ denoiser }: typeof joined) => ({
      noise: await denoiser.predict(one, 499, text),
      gradient: await denoiser.gradient(one, previous, 499, text, coefficients),
      controlled: await denoiser.controlled(two, 499, [text, text], control),
    });
    const [expected, found] = [await run(separate), await run(joined)];
    expect(distance(found.noise, expected.noise)).toBeLessThan(1e-5);
    expect(distance(found.gradient.gradient, expected.gradient.gradient)).toBeLessThan(1e-5);
    expect(found.gradient.objective / expected.gradient.objective).toBeCloseTo(1, 5);
    expect(distance(found.controlled.noise, expected.controlled.noise)).toBeLessThan(1e-5);
    expect(distance(found.controlled.maps, expected.controlled.maps)).toBeLessThan(1e-5);
  } finally {
    await joined.release();
    await separate.release();
  }
}, 120_000);
