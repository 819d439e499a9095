import { expect, it } from 'vitest';
import type { Conditioning, ControlledResult, ControlledRows, Denoiser, ObjectiveCoefficients } from '../ports.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { combine, stackRows } from './arithmetic.ts';
import { createNoiseSchedule } from './noise-schedule.ts';
import { denoiserOfVelocity } from './prediction.ts';

const SHAPE = [1, 1, 1, 4];
const schedule = createNoiseSchedule();
const conditioning: Conditioning = { hiddenStates: tensor([1, 1, 1], new Float32Array(1)), guidance: 1 };

/** v(x) = sin x, elementwise, with the objective as the compiled graphs have it. */
const model: Denoiser = {
  latentShape: SHAPE,
  tokens: 1,
  predict: async (sample) => apply(sample, Math.sin),
  async gradient(sample, previous, _, __, c) {
    const noise = apply(sample, Math.sin);
    const r = residual(sample, previous, noise, c);
    const data = r.map((value, i) => {
      const slope = c.noise * Math.cos(at(sample, i)) - 1;
      return (
        (c.l1 * Math.sign(value) + c.l2 * value) * slope + c.prior * (at(sample, i) - c.priorMean * at(previous, i))
      );
    });
    return { noise, objective: objectiveOf(sample, previous, noise, c), gradient: tensor(SHAPE, data) };
  },
  textGradient: () => Promise.reject(new RangeError('it reads no text')),
  controlled: async (rows) => runPair(rows),
  mutual: async (rows) => runPair(rows),
  injected: async (rows) => runPair(rows),
  unified: async ({ source, layout, target }) => {
    const latents = stackRows([source.latent, layout.latent, target.latent]);
    return { noise: apply(latents, Math.sin), maps: latents, rows: 3 };
  },
  selfAttention: async () => null,
};

function runPair({ source, target }: ControlledRows): ControlledResult {
  const latents = stackRows([source.latent, target.latent]);
  return { noise: apply(latents, Math.sin), maps: latents, rows: 2 };
}

function apply(x: Tensor, f: (value: number) => number): Tensor {
  return tensor(x.shape, x.data.map(f));
}

function at(x: Tensor, i: number): number {
  return x.data[i] ?? 0;
}

function residual(z: Tensor, previous: Tensor, eps: Tensor, c: ObjectiveCoefficients): Float32Array {
  return z.data.map((value, i) => c.drift * at(previous, i) + c.noise * at(eps, i) - value);
}

function objectiveOf(z: Tensor, previous: Tensor, eps: Tensor, c: ObjectiveCoefficients): number {
  return residual(z, previous, eps, c).reduce((sum, r, i) => {
    const deviation = at(z, i) - c.priorMean * at(previous, i);
    return sum + c.l1 * Math.abs(r) + (c.l2 / 2) * r * r + (c.prior / 2) * deviation * deviation;
  }, 0);
}

const sample = tensor(SHAPE, Float32Array.of(0.3, -1.1, 0.8, 2));
const previous = tensor(SHAPE, Float32Array.of(0.5, -0.4, 0.1, 1));

it('turns a velocity into the noise: x = a x0 + s eps and v = a eps - s x0 give it back', async () => {
  const [clean, eps] = [previous, tensor(SHAPE, Float32Array.of(1, -2, 0.5, 0.1))];
  const [a, s] = [schedule.alphaAt(499), schedule.sigmaAt(499)];
  const exact: Denoiser = { ...model, predict: async () => combine(a, eps, -s, clean) };
  const found = await denoiserOfVelocity(exact, schedule).predict(combine(a, clean, s, eps), 499, conditioning);
  found.data.forEach((value, i) => expect(value).toBeCloseTo(at(eps, i), 5));
});

it('turns the velocities of a layout row and those beside it into noise', async () => {
  const denoiser = denoiserOfVelocity(model, schedule);
  const rows = {
    source: { latent: sample, conditioning, trajectory: [sample] },
    layout: { latent: previous, conditioning },
    target: { latent: sample, conditioning },
  };
  const none = { wordMap: sample, wordAlpha: sample, equalizer: sample, crossGate: sample, selfGate: 0 };
  const known = await denoiser.predict(sample, 499, conditioning);
  const { noise } = await denoiser.unified(rows, 499, none);
  expect(noise).toEqual(stackRows([known, await denoiser.predict(previous, 499, conditioning), known]));
});

it('turns the velocities of both controlled rows into noise', async () => {
  const denoiser = denoiserOfVelocity(model, schedule);
  const source = { latent: sample, conditioning, trajectory: [sample] };
  const none = { wordMap: sample, wordAlpha: sample, equalizer: sample, crossGate: sample, selfGate: 0 };
  const { noise, rows } = await denoiser.controlled({ source, target: { latent: previous, conditioning } }, 499, none);
  const alone = [
    await denoiser.predict(sample, 499, conditioning),
    await denoiser.predict(previous, 499, conditioning),
  ];
  expect([noise, rows]).toEqual([stackRows(alone), 2]);
});

it.each([
  ['RNRI', { drift: 0.6, noise: 0.4, l1: 1, l2: 0, prior: 0.2, priorMean: 0.6 }],
  ['the squared residual', { drift: 0.6, noise: 0.4, l1: 0, l2: 1, prior: 0, priorMean: 0 }],
])('gives objective and gradient of %s over the noise', async (_, coefficients) => {
  const denoiser = denoiserOfVelocity(model, schedule);
  const result = await denoiser.gradient(sample, previous, 499, conditioning, coefficients);
  const objectiveAt = async (z: Tensor) =>
    objectiveOf(z, previous, await denoiser.predict(z, 499, conditioning), coefficients);
  expect(result.objective).toBeCloseTo(await objectiveAt(sample), 5);
  const step = 1e-3;
  for (const i of sample.data.keys()) {
    const moved = (by: number) => tensor(SHAPE, sample.data.with(i, at(sample, i) + by));
    const numeric = ((await objectiveAt(moved(step))) - (await objectiveAt(moved(-step)))) / (2 * step);
    expect(result.gradient.data[i]).toBeCloseTo(numeric, 3);
  }
});
