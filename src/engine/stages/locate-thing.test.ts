import { expect, it } from 'vitest';
import type { EditRequest } from '../../protocol/edit-request.ts';
import { finish } from '../generators.ts';
import type { EditContext } from './edit-context.ts';
import { locateThing } from './locate-thing.ts';
import { createRequest, createTabletop, isInSquare } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';

const locate = (context: EditContext, request: EditRequest, signal = new AbortController().signal) =>
  finish(locateThing(context, request, signal));

it('finds the thing that changes, in two rows and without inversion', async () => {
  const { context, denoiser } = createTabletop();
  const request = createRequest(SOURCE, 'a blue square on sand');
  const thing = await locate(context, request);
  if (thing === null) throw new Error('nothing was found');
  const { width, height, strength } = thing;
  const means = [0, 0];
  const counts = [0, 0];
  strength.forEach((value, i) => {
    const side = isInSquare(((i % width) + 0.5) * (16 / width), (Math.floor(i / width) + 0.5) * (16 / height)) ? 1 : 0;
    means[side] = (means[side] ?? 0) + value;
    counts[side] = (counts[side] ?? 0) + 1;
  });
  expect((means[1] ?? 0) / (counts[1] ?? 1)).toBeGreaterThan((2 * (means[0] ?? 0)) / (counts[0] ?? 1));
  expect(Math.max(...strength)).toBe(255);
  expect(denoiser.calls).toMatchObject({ predict: 0, gradient: 0, controlled: 1 });
  const settings = { ...request.settings, seed: 5 };
  expect(await locate(context, { ...request, settings }), 'whatever noise the edit draws').toBe(thing);
  expect(denoiser.calls.controlled).toBe(1);
});

it('goes by the words of the thing alone, not by what follows the article that it leaves behind', async () => {
  const { context } = createTabletop();
  const source = 'a red square and a blue snow on sand';
  const removed = await locate(context, createRequest(source, 'a blue snow on sand'));
  expect(removed).toEqual(await locate(context, createRequest(source, 'the and a blue snow on sand')));
});

it('finds with a thing that goes what goes with it, at the size of the latent; with one that changes it does not', async () => {
  const { context, denoiser } = createTabletop();
  const gone = await locate(context, createRequest('a red square and a blue square on sand', 'a blue square on sand'));
  const [, , height, width] = context.models.denoiser.latentShape;
  expect(gone?.traces).toMatchObject({ width, height });
  expect(new Set(gone?.traces?.strength)).toEqual(new Set([0, 255]));
  expect(denoiser.calls).toMatchObject({ predict: 0, gradient: 0, controlled: 1 });
  expect(await locate(context, createRequest(SOURCE, 'a blue square on sand'))).not.toHaveProperty('traces');
});

it('stops where it is cancelled', async () => {
  const { context, denoiser } = createTabletop();
  const request = createRequest(SOURCE, 'a blue square on sand');
  await expect(locate(context, request, AbortSignal.abort())).rejects.toMatchObject({
    error: { code: 'run/cancelled' },
  });
  expect(denoiser.calls.controlled).toBe(0);
});

it.each([
  ['words about the whole picture', 'a red square on snow'],
  ['the same words', 'a red square on sand'],
])('finds nothing for %s, and runs nothing', async (_, target) => {
  const { context, denoiser } = createTabletop();
  expect(await locate(context, createRequest(SOURCE, target))).toBeNull();
  expect(denoiser.calls).toMatchObject({ predict: 0, gradient: 0, controlled: 0 });
});
