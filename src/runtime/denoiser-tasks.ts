import { createRandomGenerator, gaussianTensor } from '../engine/diffusion/random.ts';
import type { AttentionControl, Conditioning, Denoiser } from '../engine/ports.ts';
import { takeRow } from '../engine/diffusion/arithmetic.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';

const TIMESTEP = 499;

/** One run of each of the denoiser's graphs, on noise: what the benchmarks time. */
export function createDenoiserTasks(denoiser: Denoiser, conditioning: Conditioning) {
  const random = createRandomGenerator(0);
  const one = gaussianTensor(denoiser.latentShape, random);
  const two = gaussianTensor([2, ...denoiser.latentShape.slice(1)], random);
  const coefficients = { drift: 1, noise: 0.1, l1: 1, l2: 0, prior: 0.1, priorMean: 1 };
  const control = keepSourceAttention(denoiser.tokens);
  const target = { latent: takeRow(two, 1), conditioning };
  const sourceOf = (latent: Tensor) => ({ latent, conditioning, trajectory: [latent] });
  const known = sourceOf(takeRow(two, 0));
  return {
    one,
    two,
    timestep: TIMESTEP,
    forward: () => denoiser.predict(one, TIMESTEP, conditioning),
    gradient: () => denoiser.gradient(one, one, TIMESTEP, conditioning, coefficients),
    /** Of a source row that did not run before. */
    controlled: () => denoiser.controlled({ source: sourceOf(takeRow(two, 0)), target }, TIMESTEP, control),
    /** Of the same source row every time. */
    laterWords: () => denoiser.controlled({ source: known, target }, TIMESTEP, control),
  };
}

/** Full control with the identity as word map. */
function keepSourceAttention(tokens: number): AttentionControl {
  const ones = tensor([tokens], new Float32Array(tokens).fill(1));
  const wordMap = new Float32Array(tokens * tokens);
  for (let token = 0; token < tokens; token++) wordMap[token * tokens + token] = 1;
  return { wordMap: tensor([tokens, tokens], wordMap), wordAlpha: ones, equalizer: ones, crossGate: ones, selfGate: 1 };
}
