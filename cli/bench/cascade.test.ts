/** The cascade of bench/cascade on its compiled graphs, against the same in PyTorch in float64: bench/methods/cascade.py. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at } from '../../src/engine/at.ts';
import { generateCascade } from '../../src/engine/cascade/generate-cascade.ts';
import { invertCascade } from '../../src/engine/cascade/invert-cascade.ts';
import type { RandomGenerator } from '../../src/engine/diffusion/random.ts';
import { finish } from '../../src/engine/generators.ts';
import { sizeOf, tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import { type LoadedCascade, loadCascade } from '../../src/runtime/load-cascade.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { createNodeHost } from '../support/node-host.ts';

interface CascadeIndex {
  readonly prompt: string;
  readonly iterations: number;
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
}

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FIXTURE = folder('test/fixtures/methods/cascade');
/** Of the largest value: 0.5e-4. */
const DIGITS = 4;
const { signal } = new AbortController();

let loaded: LoadedCascade;
let index: CascadeIndex;
let values: Float32Array;
beforeAll(async () => {
  // Written by bench/methods/cascade.py.
  index = JSON.parse(await readFile(`${FIXTURE}.json`, 'utf8')) as CascadeIndex;
  values = new Float32Array(new Uint8Array(gunzipSync(await readFile(`${FIXTURE}.bin.gz`))).buffer);
  loaded = await loadCascade(createNodeHost(), createFolderReader(folder('bench/cascade')));
}, 120_000);
afterAll(() => loaded.release());

/** The numbers that the reference draws: sqrt(2) sin(i + i^2 / 1000). */
function createChirp(): RandomGenerator {
  let next = 0;
  return {
    uniform: () => 0,
    gaussian: () => {
      const i = next++;
      return Math.SQRT2 * Math.sin(i + (i * i) / 1000);
    },
  };
}

/** The picture that the reference draws by a formula. */
function drawPhoto(size: number): Tensor {
  const pixel = (channel: number, y: number, x: number) =>
    0.6 * Math.sin((x + 9 * channel) / 9) * Math.cos(y / 7) + 0.2 * Math.sin((x + y) / 3);
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) =>
    pixel(Math.floor(i / (size * size)), Math.floor(i / size) % size, i % size),
  );
  return tensor([1, 3, size, size], data);
}

function expectReference(name: string, { shape, data }: Tensor): void {
  const entry = index.tensors[name] ?? { shape: [], offset: 0 };
  expect(shape).toEqual(entry.shape);
  const wanted = values.subarray(entry.offset, entry.offset + sizeOf(shape));
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const miss = data.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? 0))), 0);
  expect({ name, miss: miss / largest }).toEqual({ name, miss: expect.closeTo(0, DIGITS) });
}

it('paints what PyTorch paints, guided in its first stage', async () => {
  const { pictures } = await finish(
    generateCascade(loaded.cascade, { prompt: index.prompt, random: createChirp(), signal }),
  );
  expect(pictures).toHaveLength(2);
  for (const [stage, picture] of pictures.entries()) expectReference(`generated/${stage}`, picture);
});

it('inverts a picture as PyTorch does, by DDIM and by IterInv with autograd, and paints it again', async () => {
  const { cascade, manifest } = loaded;
  const methods = {
    first: { inversion: 'ddim' },
    further: { inversion: 'iter-inv', iterations: index.iterations },
  } as const;
  const photo = drawPhoto(at(manifest.stages, 1).image.width);
  const options = { photo, source: index.prompt, methods, random: createChirp(), signal };
  const inverted = await finish(invertCascade(cascade, options));
  expect(inverted).toHaveLength(2);
  for (const [stage, { inversion, reconstruction }] of inverted.entries()) {
    expectReference(`noise/${stage}`, at(inversion.trajectory, inversion.trajectory.length - 1));
    expectReference(`reconstructed/${stage}`, reconstruction);
  }
});
