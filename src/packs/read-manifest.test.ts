import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { PackReader } from './pack-reader.ts';
import { readManifest } from './read-manifest.ts';

const STARTER = fileURLToPath(new URL('../../public/models/starter/pack.json', import.meta.url));

type Fields = Record<string, unknown>;

async function readChanged(change: (manifest: Fields) => void): Promise<unknown> {
  const manifest = JSON.parse(await readFile(STARTER, 'utf8')) as Fields;
  change(manifest);
  const reader: PackReader = { read: async () => new TextEncoder().encode(JSON.stringify(manifest)) };
  return readManifest(reader);
}

test('the starter’s own is read as it is', async () => {
  expect(await readChanged(() => undefined)).toEqual(JSON.parse(await readFile(STARTER, 'utf8')));
});

const WRONG: readonly (readonly [field: string, value: unknown])[] = [
  ['id', '../../elsewhere'],
  ['id', 'a/b'],
  ...['../../etc/passwd', '/etc/passwd', 'C:\\x', 'unet/../../x', 'unet//x', '.', '', 7].map(
    (path) => ['files', [{ path, sizeBytes: 1 }]] as const,
  ),
  ['files', [null]],
  ['files', [{ path: 'unet/model.onnx', sizeBytes: -1 }]],
  ['files', [{ path: 'unet/model.onnx', sizeBytes: 1, sha256: 'none' }]],
  ['totalBytes', 0.5],
  ['image.width', 1e300],
  ['image.height', 0],
  ['latent.channels', 2.5],
  ['latent.scalingFactor', 0],
  ['text.maxTokens', -77],
  ['text.encoders', [{ folder: '../text_encoder', tokenizer: 'tokenizer', hiddenStates: 'x', pooled: null }]],
  ['preview', {}],
  ['vocabulary.words', [1]],
  ['vocabulary.synonyms', { ball: null }],
  ['examples', [{ source: 'a red ball' }]],
  ['recommended.steps', 0],
  ['recommended.timesteps', [259, 999]],
  ['recommended.timesteps', [null]],
  ['recommended.sampling', 'other'],
];

test.each(WRONG)('a %s of %j is named', async (field, value) => {
  const changed = readChanged((manifest) => {
    const [last = '', ...groups] = field.split('.').reverse();
    groups.reduceRight((part, group) => part[group] as Fields, manifest)[last] = value;
  });
  await expect(changed).rejects.toMatchObject({
    error: { code: 'pack/corrupt-file', parameters: { file: 'pack.json', field } },
  });
});

test('a newer format is named as one, whatever its fields are', async () => {
  const changed = readChanged((manifest) => Object.assign(manifest, { formatVersion: 2, files: {} }));
  await expect(changed).rejects.toMatchObject({
    error: { code: 'pack/unsupported', parameters: { formatVersion: 2 } },
  });
});
