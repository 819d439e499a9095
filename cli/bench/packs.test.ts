import { fileURLToPath } from 'node:url';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { detectPack } from '../../src/packs/detect/detect-pack.ts';
import { EngineFailure, type EngineError } from '../../src/protocol/errors.ts';
import type { GpuMemory } from '../../src/runtime/gpu-memory.ts';
import { loadPack } from '../../src/runtime/load-pack.ts';
import { createMemoryBudget } from '../../src/runtime/memory-budget.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { createNodeHost } from '../support/node-host.ts';
import { listPackFolders, measurePack } from './packs.ts';

const SIZE = { height: 64, width: 64 };

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

test('a float16 pack whose widened weights the graphics card has no room for is refused with what it needs', async () => {
  const folder = folders.find((path) => path.includes('half')) ?? '';
  const reader = createFolderReader(folder);
  const { manifest } = await detectPack(reader, { id: 'half', name: 'half', version: '1', imageSize: SIZE });
  const asked: number[] = [];
  const memory = {
    hasRoom: async (byteLength: number) => {
      asked.push(byteLength);
      return false;
    },
  };
  const gpu = { memory: memory as unknown as GpuMemory, budget: createMemoryBudget(2 ** 32), verifies: false };
  const opening = loadPack({ ...createNodeHost(), gpu, widensHalves: true }, reader, { manifest });
  const failure = await opening.catch((error: unknown) => (error instanceof EngineFailure ? error.error : error));
  const [neededBytes = 0] = asked;
  expect(failure).toEqual({ code: 'pack/needs-memory', parameters: { neededBytes, sizeBytes: expect.any(Number) } });
  // Nearly all is float16; the files hold the graphs besides.
  const sizeBytes = Number((failure as EngineError).parameters['sizeBytes']);
  expect(neededBytes / sizeBytes).toBeCloseTo(2, 1);
  expect(sizeBytes).toBeLessThan(manifest.totalBytes);
});
