import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { resizeManifest } from './resize-manifest.ts';

const STARTER = fileURLToPath(new URL('../../public/models/starter/pack.json', import.meta.url));

test('pictures and latents of another size keep their ratio, and nothing else changes', async () => {
  const manifest: PackManifest = JSON.parse(await readFile(STARTER, 'utf8'));
  const { image, latent, ...rest } = resizeManifest(manifest, 64);
  expect(image).toEqual({ width: 64, height: 64 });
  expect(latent).toEqual({ ...manifest.latent, width: 8, height: 8 });
  expect({ ...rest, image: manifest.image, latent: manifest.latent }).toEqual(manifest);
});

test('a size that the autoencoder does not divide is refused', async () => {
  const manifest: PackManifest = JSON.parse(await readFile(STARTER, 'utf8'));
  expect(() => resizeManifest(manifest, 65)).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ code: 'pack/unsupported' }) }),
  );
});
