import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { EngineFailure, type EngineError } from '../protocol/errors.ts';
import { detectPack } from '../packs/detect/detect-pack.ts';
import { loadPack } from './load-pack.ts';
import { checkNotBlack, createOutputCheck } from './output-check.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import { createTestReader } from '../../test/folder-reader.ts';
import { STARTER_HOST } from '../../test/starter-host.ts';

const values = (...numbers: number[]): Tensor => tensor([1, numbers.length], Float32Array.from(numbers));

function errorOf(task: () => unknown): EngineError {
  try {
    task();
  } catch (error) {
    if (error instanceof EngineFailure) return error.error;
  }
  throw new Error('no EngineFailure');
}

describe('an output', () => {
  test('that varies passes unchanged', () => {
    const output = values(0, 0, 1e-9);
    expect(createOutputCheck('unet', true, true)(output)).toBe(output);
  });

  test.each([
    ['unet', true, true, values(1, Number.NaN, 2), 'not-a-number', 'float32'],
    ['vae_decoder', true, true, values(1, Number.POSITIVE_INFINITY), 'not-a-number', 'taesd'],
    ['vae_encoder', false, true, values(0, 0, 0), 'constant', 'cpu'],
    ['text_encoder', false, false, values(0.5, 0.5), 'constant', 'another-pack'],
  ] as const)(
    'of %s (half %s, GPU %s) that is of no use says what to try',
    (part, isHalf, isOnGpu, output, found, remedy) => {
      expect(errorOf(() => createOutputCheck(part, isHalf, isOnGpu)(output))).toEqual({
        code: 'device/bad-output',
        parameters: { part, found, remedy },
      });
    },
  );

  test('may be black for a dark photo only', () => {
    const black = values(-1, -0.99, -1.2, -1);
    expect(() => checkNotBlack(values(-1, -0.95, -0.7, -1), black, true, true)).not.toThrow();
    expect(() => checkNotBlack(values(0, 0.5, -1, 1), values(-1, -0.9, -1, -1), true, true)).not.toThrow();
    expect(errorOf(() => checkNotBlack(values(0, 0.5, -1, 1), black, true, true)).parameters).toEqual({
      part: 'vae_decoder',
      found: 'black',
      remedy: 'taesd',
    });
  });
});

describe('a pack whose weights overflow', () => {
  const folder = fileURLToPath(new URL('../../test/fixtures/packs/lcm-script-17-half', import.meta.url));

  /** The pack with every weight of a model too large for float16, as a converter writes it: infinite. */
  async function readerWith(part: string): Promise<PackReader> {
    const path = `${part}/model.onnx.data`;
    const weights = await createTestReader(folder).read(path);
    const halves = new Uint16Array(weights.slice().buffer).fill(0x7c00);
    return createTestReader(folder, { [path]: new Uint8Array(halves.buffer) });
  }

  async function openWith(part: string) {
    const reader = await readerWith(part);
    const { manifest } = await detectPack(reader, { id: 'a', name: 'a', version: '1' });
    return loadPack(STARTER_HOST, reader, { manifest, prepare: [] });
  }

  test.each([
    ['vae_decoder', 'taesd'],
    ['unet', 'float32'],
  ] as const)('is named by its part, %s', async (part, remedy) => {
    const runtime = await openWith(part);
    const { width, height } = runtime.manifest.image;
    const size = 3 * width * height;
    const photo = tensor(
      [1, 3, height, width],
      Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
    );
    const run = async () => {
      const latent = await runtime.autoencoder.encode(photo);
      const text = await runtime.text.encode(runtime.text.tokenize('a red ball'));
      await runtime.denoiser.predict(latent, 499, { ...text, guidance: 1 });
      await runtime.autoencoder.decode(latent);
    };
    await expect(run()).rejects.toMatchObject({
      error: { code: 'device/bad-output', parameters: { part, remedy, found: 'not-a-number' } },
    });
    await runtime.release();
  });
});
