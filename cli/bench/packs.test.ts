import { fileURLToPath } from 'node:url';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { listPackFolders, measurePack } from './packs.ts';

const folders = await listPackFolders(fileURLToPath(new URL('../../test/fixtures/packs', import.meta.url)));

test('there are small packs of three families, two precisions and two ways of export', () => {
  expect(folders.map((folder) => basename(folder))).toEqual([
    'lcm-script-17-half',
    'sd-turbo-script-14',
    'sdxl-turbo-optimum-18',
  ]);
});

test.each(folders.map((folder) => [basename(folder), folder]))(
  '%s, detected without pack.json, follows diffusers’ own pipeline step by step',
  async (_, folder) => {
    const result = await measurePack(folder);
    expect(result.excesses).toEqual([]);
    expect(result.noise).toBeGreaterThan(0);
  },
  120_000,
);
