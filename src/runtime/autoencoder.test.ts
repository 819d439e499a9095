import { expect, it } from 'vitest';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { createAutoencoder, DECODED_IMAGE } from './autoencoder.ts';
import type { Session } from './session.ts';

const latentOf = (...values: number[]) => tensor([1, 1, 1, values.length], Float32Array.from(values));

/** A VAE whose halves are the identity, and how often its decoder ran. */
function createIdentity(preview: ((latent: Tensor) => Promise<Tensor>) | null = null) {
  const runs = { decoder: 0 };
  const sessionOf = (input: string, output: string, count: () => void): Session => ({
    async run(feeds) {
      count();
      const value = feeds[input];
      if (value === undefined || !('data' in value)) throw new RangeError(`no input ${input}`);
      return { [output]: value };
    },
    runKeeping: () => Promise.reject(new Error('an autoencoder keeps nothing')),
    release: () => Promise.resolve(),
  });
  const autoencoder = createAutoencoder(
    sessionOf('sample', 'latent_mean', () => undefined),
    sessionOf('latent_sample', DECODED_IMAGE, () => runs.decoder++),
    { scalingFactor: 0.5 },
    { encoder: (output) => output, decoder: (output) => output, picture: () => undefined },
    preview,
  );
  return { autoencoder, runs };
}

it('decodes the last preview and the result once, where both are of one latent and by one decoder', async () => {
  const { autoencoder, runs } = createIdentity();
  await autoencoder.preview(latentOf(0.1, 0.2));
  const preview = await autoencoder.preview(latentOf(0.25, -3));
  expect([...preview.data]).toEqual([0.5, -1]);
  expect(await autoencoder.decode(latentOf(0.25, -3))).toBe(preview);
  expect(runs.decoder).toBe(2);
  expect([...(await autoencoder.decode(latentOf(0.125, -3))).data]).toEqual([0.25, -1]);
  expect(runs.decoder).toBe(3);
});

it('decodes the result by its own decoder, where previews have another', async () => {
  const { autoencoder, runs } = createIdentity(async (latent) => latent);
  await autoencoder.preview(latentOf(0.25));
  expect([...(await autoencoder.decode(latentOf(0.25))).data]).toEqual([0.5]);
  expect(runs.decoder).toBe(1);
});

it('decodes a photo that was encoded whatever was decoded before', async () => {
  const { autoencoder, runs } = createIdentity();
  await autoencoder.decode(latentOf(0.5));
  const latent = await autoencoder.encode(latentOf(1));
  await autoencoder.decode(latent);
  expect(runs.decoder).toBe(2);
});
