import { expect, test } from 'vitest';
import { createBlobPackReader } from './blob-pack-reader.ts';
import { filesOfPicked } from './folder-files.ts';

const FILES = [
  { path: 'model_index.json', file: new File(['{}'], 'model_index.json') },
  { path: 'unet/model.onnx', file: new File([Uint8Array.of(1, 2, 3, 4)], 'model.onnx') },
];

test('files that were picked are read by their path, as a whole or in parts, and counted', async () => {
  const read: string[] = [];
  const reader = createBlobPackReader(filesOfPicked(FILES), (arrived, asked) => read.push(`${arrived} of ${asked}`));
  expect(new TextDecoder().decode(await reader.read('model_index.json'))).toBe('{}');
  const unet = await reader.open?.('unet/model.onnx');
  expect(unet?.size).toBe(4);
  expect([...((await unet?.read(1, 2)) ?? [])]).toEqual([2, 3]);
  expect(read).toEqual(['1 of 1', '2 of 2']);
  expect(await reader.list?.()).toEqual([
    { path: 'model_index.json', sizeBytes: 2 },
    { path: 'unet/model.onnx', sizeBytes: 4 },
  ]);
});

test('a file that is not there, or cannot be read any more, is named', async () => {
  const gone = createBlobPackReader(
    { find: () => Promise.reject(new DOMException('unplugged', 'NotReadableError')), list: async () => [] },
    () => undefined,
  );
  const missing = { error: { code: 'pack/missing-file', parameters: { file: 'pack.json' } } };
  await expect(gone.read('pack.json')).rejects.toMatchObject(missing);
  const reader = createBlobPackReader(filesOfPicked(FILES), () => undefined);
  await expect(reader.read('pack.json')).rejects.toMatchObject(missing);
});
