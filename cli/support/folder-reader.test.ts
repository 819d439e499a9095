import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWhole } from '../../src/engine/onnx/byte-source.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { readModelBytes } from '../../src/runtime/model-bytes.ts';
import { readManifest } from '../../src/packs/read-manifest.ts';
import {
  createBlobReader,
  listLargeModel,
  runLargeModel,
  writeLargeModel,
  writeSplitModel,
} from '../../test/large-model.ts';
import { defaultPackFolder } from './default-pack.ts';
import { createFolderReader } from './folder-reader.ts';
import { createNodeHost } from './node-host.ts';

let folder: string;
let manifest: PackManifest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-large-'));
  await mkdir(join(folder, 'unet'));
  const model = writeLargeModel();
  await writeFile(join(folder, 'unet/model.onnx'), model);
  const starter = await readManifest(createFolderReader(defaultPackFolder()));
  manifest = listLargeModel(starter, model.length);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a model whose weights are inside a large file', () => {
  test('runs from the file itself, of which the structure alone is read', async () => {
    const { bytes, y } = await runLargeModel(createNodeHost(), createFolderReader(folder), manifest);
    expect(bytes.model.length).toBeLessThan(1000);
    expect(bytes.externalData).toEqual([{ path: 'model.onnx', data: join(folder, 'unet/model.onnx') }]);
    expect([y?.data[0], y?.data[1023]]).toEqual([1.75, 1.75]);
  });

  test('runs from a Blob, read once for a runtime that takes bytes', async () => {
    const reader = createBlobReader(new Uint8Array(writeLargeModel()));
    const { bytes, y } = await runLargeModel(createNodeHost(), reader, manifest);
    expect(bytes.externalData[0]?.data).toBeInstanceOf(Uint8Array);
    expect(y?.data[0]).toBe(1.75);
  });

  test('runs through a link out of its folder, as the Hugging Face cache has them', async () => {
    const linked = join(folder, 'snapshot');
    await mkdir(join(linked, 'unet'), { recursive: true });
    await symlink(join(folder, 'unet/model.onnx'), join(linked, 'unet/model.onnx'));
    const { y } = await runLargeModel(createNodeHost(), createFolderReader(linked), manifest);
    expect(y?.data[0]).toBe(1.75);
  });

  test('runs from a large file beside its own, with weights in both', async () => {
    const split = join(folder, 'split');
    await mkdir(join(split, 'unet'), { recursive: true });
    const { model, weights } = writeSplitModel();
    await writeFile(join(split, 'unet/model.onnx'), model);
    await writeFile(join(split, 'unet/model.onnx_data'), weights);
    const files = [
      { path: 'unet/model.onnx', sizeBytes: model.length },
      { path: 'unet/model.onnx_data', sizeBytes: weights.length },
    ];
    const { y } = await runLargeModel(createNodeHost(), createFolderReader(split), { ...manifest, files });
    expect([y?.data[0], y?.data[1023]]).toEqual([2.75, 2.75]);
  });

  test('is refused when it was cut short', async () => {
    const [file] = manifest.files;
    if (file === undefined) throw new Error('no file');
    const longer = { ...manifest, files: [{ ...file, sizeBytes: file.sizeBytes + 1 }] };
    await expect(readModelBytes(createNodeHost(), createFolderReader(folder), longer, 'unet')).rejects.toMatchObject({
      error: { code: 'pack/corrupt-file', parameters: { file: 'unet/model.onnx' } },
    });
  });
});

test('a file is read in pieces, and its end is no error', async () => {
  const file = join(folder, 'small.bin');
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  await writeFile(file, bytes);
  const source = await createFolderReader(folder).open?.('small.bin');
  if (source === undefined) throw new Error('not opened');
  expect(await source.read(990, 100)).toEqual(bytes.subarray(990));
  expect(await readWhole(source)).toEqual(bytes);
  await expect(createFolderReader(folder).open?.('other.bin')).rejects.toMatchObject({
    error: { code: 'pack/missing-file', parameters: { file: 'other.bin' } },
  });
});
