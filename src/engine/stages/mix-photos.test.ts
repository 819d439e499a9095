import { describe, expect, it } from 'vitest';
import { at } from '../at.ts';
import { psnr } from '../metrics/psnr.ts';
import { combine, dot } from '../diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import { finish } from '../generators.ts';
import { evaluateSeed } from '../seeds/select-seed.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { findSeed, type MixOptions, paintSeed, searchSeed, type Seed, seedAmong, seedsBetween } from './mix-photos.ts';
import { toTensor } from './pixel-image.ts';
import { createTabletop, paintScene, SETTINGS } from './testing/tabletop.ts';

const signal = new AbortController().signal;
const options: MixOptions = { settings: SETTINGS, signal };
const RED = { image: paintScene('red', 'sand'), source: 'a red square on sand' };
const BLUE = { image: paintScene('blue', 'sand'), source: 'a blue square on sand' };

async function findBoth() {
  const { context } = createTabletop();
  return { context, seeds: [await findSeed(context, RED, options), await findSeed(context, BLUE, options)] as const };
}

describe('pictures between two photos', () => {
  it('begin with the one and end with the other', async () => {
    const { context, seeds } = await findBoth();
    const between = await seedsBetween(context, seeds, { ...options, path: 'norm-guided', count: 3 });
    const first = await paintSeed(context, at(between, 0), options);
    const last = await paintSeed(context, at(between, 2), options);
    expect(psnr(toTensor(RED.image), toTensor(first))).toBeGreaterThan(25);
    expect(psnr(toTensor(BLUE.image), toTensor(last))).toBeGreaterThan(25);
  });

  it('say the words of both, mixed, or those that are given', async () => {
    const { context, seeds } = await findBoth();
    const [red, blue] = seeds.map(({ conditioning }) => conditioning.hiddenStates.data);
    const mixed = await seedsBetween(context, seeds, { ...options, path: 'linear', count: 3 });
    const expected = red?.map((value, i) => (value + (blue?.[i] ?? 0)) / 2);
    expect(at(mixed, 1).conditioning.hiddenStates.data).toEqual(expected);
    const target = 'a blue square on snow';
    const given = await seedsBetween(context, seeds, { ...options, target, path: 'linear', count: 3 });
    const snow = paintScene('blue', 'snow');
    const picture = toTensor(await paintSeed(context, at(given, 1), options));
    expect(psnr(toTensor(snow), picture)).toBeGreaterThan(psnr(toTensor(RED.image), picture) + 5);
  });

  it('need words of each photo', async () => {
    const { context } = createTabletop();
    await expect(findSeed(context, { ...RED, source: ' ' }, options)).rejects.toMatchObject({
      error: { code: 'prompt/source-empty' },
    });
  });
});

it('the middle of two photos of one scene is that scene', async () => {
  const { context, seeds } = await findBoth();
  const middle = await seedAmong(context, [seeds[0], seeds[0]], { ...options, centroid: 'mean' });
  const picture = await paintSeed(context, middle, options);
  expect(psnr(toTensor(RED.image), toTensor(picture))).toBeGreaterThan(25);
});

it('a seed is moved until its picture is nearer to the photos', async () => {
  const { context, seeds } = await findBoth();
  const fresh = { ...seeds[0], latent: gaussianTensor(seeds[0].latent.shape, createRandomGenerator(3)) };
  const losses: number[] = [];
  const search = searchSeed(context, fresh, [seeds[0], seeds[0]], { ...options, iterations: 8 });
  const found = await finish(search, (loss) => void losses.push(loss));
  expect(losses).toHaveLength(8);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  const nearness = async (seed: Seed) => psnr(toTensor(RED.image), toTensor(await paintSeed(context, seed, options)));
  expect(await nearness(found)).toBeGreaterThan(await nearness(fresh));
});

it.each([
  ['by appearance', undefined],
  [
    'by meaning too',
    // What is meant is the sum of the sines, by numbers of their own.
    async (clean: Tensor) => {
      const along = gaussianTensor(clean.shape, createRandomGenerator(5));
      const sines = { ...clean, data: clean.data.map(Math.sin) };
      return {
        loss: dot(sines, along),
        gradient: { ...along, data: along.data.map((value, i) => value * Math.cos(clean.data[i] ?? 0)) },
      };
    },
  ],
] as const)('the gradient of a seed %s is its slope', async (_, meaning) => {
  const { context, seeds } = await findBoth();
  const [red, blue] = seeds;
  const search = {
    ...context.models,
    schedule: context.schedule,
    timesteps: context.timestepsFor(4),
    conditioning: red.conditioning,
    wanted: blue.clean,
    meaning,
    signal,
  };
  const { gradient } = await evaluateSeed(red.latent, search);
  const along = gaussianTensor(gradient.shape, createRandomGenerator(4));
  const lossAt = async (way: number) => (await evaluateSeed(combine(1, red.latent, way, along), search)).loss;
  const slope = ((await lossAt(5e-3)) - (await lossAt(-5e-3))) / 1e-2;
  expect(slope / dot(gradient, along)).toBeCloseTo(1, 2);
});
