import { describe, expect, it } from 'vitest';
import { compileDenoiser } from '../../../src/engine/compiler/compile-denoiser.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { buildDecoder, buildEncoder } from './build-autoencoder.ts';
import { buildTextEncoder } from './build-text-encoder.ts';
import { buildUnet } from './build-unet.ts';
import { MODEL_SIZES } from './model-sizes.ts';
import { createRandomWeights } from './random-weights.ts';

const SIZE = MODEL_SIZES['sd-turbo'];

describe('the invented SD-Turbo', () => {
  it('has as many parameters as the published one', () => {
    expect(buildUnet(SIZE).weights.count()).toBe(865_910_724);
    expect(buildTextEncoder(SIZE).weights.count()).toBe(340_387_840);
    expect(buildEncoder(SIZE).weights.count() + buildDecoder(SIZE).weights.count()).toBe(83_653_863);
  });

  it.each(['sd-turbo', 'sd-turbo-narrow'] as const)('%s compiles, with all its attention', (id) => {
    const size = MODEL_SIZES[id];
    const { signature } = compileDenoiser({
      model: writeModel(buildUnet(size).graph),
      fileBytes: 1,
      fileName: 'model.onnx',
      latent: size.latent,
      tokens: size.text.tokens,
    });
    const { attention } = signature.report;
    expect(attention).toEqual({ self: 16, cross: 16 });
  });
});

describe('random weights', () => {
  it('are of their spread, and no two of a spread are the same', async () => {
    const weights = createRandomWeights('float32');
    const spread = { mean: 1, deviation: 0.5 };
    const first = weights.add(600_000, spread);
    const second = weights.add(1000, spread);
    const blob = weights.toBlob();
    expect(blob.size).toBe(4 * 601_000);
    expect(second).toEqual({ offset: 4 * 600_000, length: 4000 });
    const read = async ({ offset, length }: typeof first) =>
      new Float32Array(await blob.slice(offset, offset + length).arrayBuffer());
    const values = await read(first);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(1, 2);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 2);
    expect((await read(second)).slice(0, 10)).not.toEqual(values.slice(0, 10));
  });

  it('are the same in half precision, rounded', async () => {
    const [half, single] = (['float16', 'float32'] as const).map((dtype) => {
      const weights = createRandomWeights(dtype);
      weights.add(10, { mean: 0, deviation: 2 ** -4 });
      return weights.toBlob();
    });
    const bits = new Uint16Array((await half?.arrayBuffer()) ?? new ArrayBuffer());
    const values = new Float32Array((await single?.arrayBuffer()) ?? new ArrayBuffer());
    expect(bits).toHaveLength(10);
    // The sign is the highest bit of both.
    expect([...bits].map((pattern) => pattern >> 15)).toEqual([...values].map((value) => (value < 0 ? 1 : 0)));
  });
});
