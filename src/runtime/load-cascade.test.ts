import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { STARTER_HOST } from '../../test/starter-host.ts';
import type { CascadeManifest } from '../protocol/cascade-manifest.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import { loadCascade } from './load-cascade.ts';

const FOLDER = new URL('../../bench/cascade/', import.meta.url);

/** The cascade on disk with its manifest changed. */
function readerWith(change: (manifest: CascadeManifest) => Partial<CascadeManifest>): PackReader {
  return {
    async read(path) {
      const bytes = await readFile(new URL(path, FOLDER)).catch(() => {
        throw new EngineFailure('pack/missing-file', { file: path });
      });
      if (path !== 'pack.json') return new Uint8Array(bytes);
      const manifest = JSON.parse(bytes.toString()) as CascadeManifest;
      return new TextEncoder().encode(JSON.stringify({ ...manifest, ...change(manifest) }));
    },
  };
}

test('stages have the sizes, timesteps and noise levels of the manifest', async () => {
  const { cascade, manifest, release } = await loadCascade(
    STARTER_HOST,
    readerWith(() => ({})),
  );
  expect(cascade.stages.map(({ denoiser }) => denoiser.latentShape)).toEqual([
    [1, 3, 32, 32],
    [1, 3, 64, 64],
  ]);
  for (const [index, { timesteps, guidance, noiseLevel }] of cascade.stages.entries())
    expect(manifest.stages[index]).toMatchObject({ timesteps, guidance, noiseLevel });
  await release();
}, 600_000);

test('a UNet that does not take what its stage is told is refused', async () => {
  const reader = readerWith(({ stages: [first] }) => ({
    stages: first === undefined ? [] : [first, { ...first, noiseLevel: 100 }],
  }));
  await expect(loadCascade(STARTER_HOST, reader)).rejects.toMatchObject({
    error: {
      code: 'pack/unsupported',
      parameters: {
        file: 'unet_1/model.onnx',
        reason: 'the stage is told [class_labels, image_condition] beside the words, and its UNet takes []',
      },
    },
  });
}, 600_000);

test('a stage without its UNet is named', async () => {
  const reader = readerWith(({ stages }) => ({ stages: stages.map((stage) => ({ ...stage, folder: 'unet_3' })) }));
  await expect(loadCascade(STARTER_HOST, reader)).rejects.toMatchObject({
    error: { code: 'pack/missing-file', parameters: { file: 'unet_3/model.onnx' } },
  });
}, 600_000);
