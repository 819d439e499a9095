import { expect, it } from 'vitest';
import { finish } from '../generators.ts';
import { likenPlaces } from './liken-places.ts';
import { createRequest, createTabletop, isInSquare } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';
const request = createRequest(SOURCE, SOURCE);
const never = new AbortController().signal;
/** In the red square, and on the sand. */
const [SQUARE, SAND] = [
  { x: 7 / 16, y: 9 / 16 },
  { x: 14 / 16, y: 2 / 16 },
];

it('places that show the same are alike, others are not; in two rows for all places of a photo', async () => {
  const { context, denoiser } = createTabletop();
  for (const [place, isAlike] of [
    [SQUARE, (inSquare: boolean) => inSquare],
    [SAND, (inSquare: boolean) => !inSquare],
  ] as const) {
    const alike = await finish(likenPlaces(context, request, place, never));
    if (alike === null) throw new Error('the model does not tell');
    const { width, height, strength } = alike;
    const means = [true, false].map((wanted) => {
      const chosen = strength.filter((_, i) => {
        const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
        return isAlike(isInSquare((16 * x) / width, (16 * y) / height)) === wanted;
      });
      return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
    });
    expect(means[0]).toBeGreaterThan(2 * (means[1] ?? 0));
    expect(Math.max(...strength)).toBe(255);
  }
  expect(denoiser.calls).toMatchObject({ selfAttention: 1, controlled: 0, predict: 0 });
});

it('says so where the model does not tell', async () => {
  const { context, denoiser } = createTabletop();
  const silent = { ...denoiser, selfAttention: async () => null };
  const models = { ...context.models, denoiser: silent };
  expect(await finish(likenPlaces({ ...context, models }, request, SQUARE, never))).toBeNull();
});

it('stops where it is cancelled', async () => {
  const { context } = createTabletop();
  await expect(finish(likenPlaces(context, request, SQUARE, AbortSignal.abort()))).rejects.toMatchObject({
    error: { code: 'run/cancelled' },
  });
});
