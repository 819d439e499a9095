import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttentionControl, Conditioning } from '../engine/ports.ts';
import { COMPILER_VERSION } from '../engine/compiler/compiler-version.ts';
import type { DenoiserSignature } from '../engine/compiler/denoiser-signature.ts';
import { createRandomGenerator, gaussianTensor } from '../engine/diffusion/random.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { EngineFailure, type EngineError } from '../protocol/errors.ts';
import { loadPack, type LoadedPack } from './load-pack.ts';
import { createStarterReader, STARTER_HOST } from '../../test/starter-host.ts';

async function failureOf(changes: Readonly<Record<string, Uint8Array | null>>): Promise<EngineError> {
  const error = await loadPack(STARTER_HOST, createStarterReader(changes), { prepare: [] }).then(
    async (runtime) => {
      await runtime.release();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof EngineFailure)) throw new Error(`not an EngineFailure: ${String(error)}`);
  return error.error;
}

describe('a pack that is not whole', () => {
  test('a missing weight file is named', async () => {
    expect(await failureOf({ 'unet/model.onnx_data': null })).toEqual({
      code: 'pack/missing-file',
      parameters: { file: 'unet/model.onnx_data' },
    });
  });

  test('a pack without pack.json is named as such', async () => {
    expect(await failureOf({ 'pack.json': null })).toEqual({
      code: 'pack/missing-file',
      parameters: { file: 'pack.json' },
    });
  });

  test('a truncated file is named with its size and the size it should have', async () => {
    const whole = await createStarterReader().read('vae_decoder/model.onnx_data');
    expect(await failureOf({ 'vae_decoder/model.onnx_data': whole.subarray(0, 1000) })).toEqual({
      code: 'pack/corrupt-file',
      parameters: {
        file: 'vae_decoder/model.onnx_data',
        damage: 'cut-short',
        sizeBytes: 1000,
        expectedBytes: whole.length,
      },
    });
  });

  test('a changed byte is found by the checksum', async () => {
    const bytes = (await createStarterReader().read('text_encoder/model.onnx_data')).slice();
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    expect(await failureOf({ 'text_encoder/model.onnx_data': bytes })).toMatchObject({
      code: 'pack/corrupt-file',
      parameters: { file: 'text_encoder/model.onnx_data' },
    });
  });

  test.each(['image.width', 'files', 'vocabulary.words'])(
    'a manifest without %s is refused, and the field named',
    async (field) => {
      const manifest = JSON.parse(new TextDecoder().decode(await createStarterReader().read('pack.json'))) as object;
      const keys = field.split('.');
      const parent = keys.slice(0, -1).reduce((value: object, key) => Reflect.get(value, key) as object, manifest);
      Reflect.deleteProperty(parent, keys.at(-1) ?? '');
      const bytes = new TextEncoder().encode(JSON.stringify(manifest));
      expect(await failureOf({ 'pack.json': bytes })).toEqual({
        code: 'pack/corrupt-file',
        parameters: { file: 'pack.json', field },
      });
    },
  );

  test('a manifest of a later format is not supported', async () => {
    const text = new TextDecoder().decode(await createStarterReader().read('pack.json'));
    const later = text.replace('"formatVersion": 1', '"formatVersion": 2');
    expect(await failureOf({ 'pack.json': new TextEncoder().encode(later) })).toEqual({
      code: 'pack/unsupported',
      parameters: { formatVersion: 2 },
    });
  });
});

describe('the starter pack', () => {
  let runtime: LoadedPack;
  let conditioning: Conditioning;
  const random = createRandomGenerator(1);

  beforeAll(async () => {
    // With what another compiler made of this very UNet, which is compiled here.
    const path = 'compiled/denoiser.json';
    const signature: object = JSON.parse(new TextDecoder().decode(await createStarterReader().read(path)));
    const other = JSON.stringify({ ...signature, compilerVersion: COMPILER_VERSION + 1 });
    const reader = createStarterReader({ [path]: new TextEncoder().encode(other) });
    runtime = await loadPack(STARTER_HOST, reader, { prepare: [] });
    const prompt = runtime.text.tokenize('a red ball on grass at day');
    conditioning = { ...(await runtime.text.encode(prompt)), guidance: 2 };
  }, 120_000);
  afterAll(() => runtime.release());

  test('compiles a UNet whose compiled form is of another compiler', () => {
    expect(runtime.compiled.origin).toBe('compiled');
    expect(runtime.denoiser.latentShape).toEqual([1, 4, 32, 32]);
    expect(runtime.denoiser.tokens).toBe(32);
  });

  test('encodes text to one state a position', () => {
    expect(conditioning.hiddenStates.shape).toEqual([1, 32, 128]);
    expect(conditioning.hiddenStates.data.every(Number.isFinite)).toBe(true);
  });

  test('encodes an image to a latent and decodes it into [-1, 1]', async () => {
    const { width, height } = runtime.manifest.image;
    const image = gaussianTensor([1, 3, height, width], random);
    const latent = await runtime.autoencoder.encode(image);
    expect(latent.shape).toEqual(runtime.denoiser.latentShape);
    const decoded = await runtime.autoencoder.decode(latent);
    expect(decoded.shape).toEqual(image.shape);
    expect(decoded.data.every((value) => value >= -1 && value <= 1)).toBe(true);
  });

  test('the gradient run gives the same eps as the plain run, the objective of its residual, and a gradient', async () => {
    const sample = gaussianTensor([1, 4, 32, 32], random);
    const previous = gaussianTensor([1, 4, 32, 32], random);
    const coefficients = { drift: 0.9, noise: 0.3, l1: 1, l2: 0, prior: 0, priorMean: 0 };
    const plain = await runtime.denoiser.predict(sample, 499, conditioning);
    const { noise, objective, gradient } = await runtime.denoiser.gradient(
      sample,
      previous,
      499,
      conditioning,
      coefficients,
    );
    expect(noise.shape).toEqual([1, 4, 32, 32]);
    expect(largestDifference(noise, plain)).toBeLessThan(1e-3);
    const expected = sample.data.reduce(
      (sum, z, i) => sum + Math.abs(0.9 * (previous.data[i] ?? 0) + 0.3 * (plain.data[i] ?? 0) - z),
      0,
    );
    expect(objective / expected).toBeCloseTo(1, 4);
    expect(gradient.shape).toEqual([1, 4, 32, 32]);
    expect(gradient.data.some((value) => value !== 0)).toBe(true);
  });

  test('with all gates closed the two controlled rows are the two plain runs', async () => {
    const [source, target] = [gaussianTensor([1, 4, 32, 32], random), gaussianTensor([1, 4, 32, 32], random)];
    const other = { ...conditioning, guidance: 3 };
    const rows = {
      source: { latent: source, conditioning, trajectory: [source] },
      target: { latent: target, conditioning: other },
    };
    const { noise, maps } = await runtime.denoiser.controlled(rows, 259, closedControl(32));
    const half = noise.data.length / 2;
    const plain = [
      await runtime.denoiser.predict(source, 259, conditioning),
      await runtime.denoiser.predict(target, 259, other),
    ] as const;
    expect(noise.shape).toEqual([2, 4, 32, 32]);
    expect(largestDifference(tensor([1, 4, 32, 32], noise.data.subarray(0, half)), plain[0])).toBeLessThan(1e-3);
    expect(largestDifference(tensor([1, 4, 32, 32], noise.data.subarray(half)), plain[1])).toBeLessThan(1e-3);
    expect(maps.shape).toEqual([2, 32, ...runtime.compiled.signature.mapSize]);
  });

  test('the guidance scale reaches the model', async () => {
    const sample = gaussianTensor([1, 4, 32, 32], random);
    const low = await runtime.denoiser.predict(sample, 499, { ...conditioning, guidance: 1 });
    const high = await runtime.denoiser.predict(sample, 499, { ...conditioning, guidance: 8 });
    expect(largestDifference(low, high)).toBeGreaterThan(0);
  });

  test('the gradient is made ready where there is room for it beside the sessions of an edit', async () => {
    let tasks = 0;
    const count = async (): Promise<void> => void tasks++;
    await runtime.prepareGradient(count);
    expect(tasks).toBe(1);
    const path = 'compiled/denoiser.json';
    const signature = JSON.parse(new TextDecoder().decode(await createStarterReader().read(path))) as DenoiserSignature;
    const report = { ...signature.report, weightBytes: 2 ** 29 };
    const large = new TextEncoder().encode(JSON.stringify({ ...signature, report }));
    const other = await loadPack(STARTER_HOST, createStarterReader({ [path]: large }), { prepare: [] });
    await other.prepareGradient(count);
    await other.release();
    expect(tasks).toBe(1);
  });

  test('takes the recommended timesteps at the recommended number of steps, and the grid of the scheduler otherwise', () => {
    const { recommended } = runtime.manifest;
    expect(runtime.scheduler.timestepsFor(recommended.steps)).toEqual(recommended.timesteps);
    expect(runtime.scheduler.timestepsFor(2)).toEqual([999, 499]);
  });
});

function closedControl(tokens: number): AttentionControl {
  const zeros = tensor([tokens], new Float32Array(tokens));
  const ones = tensor([tokens], new Float32Array(tokens).fill(1));
  const wordMap = tensor([tokens, tokens], new Float32Array(tokens * tokens));
  return { wordMap, wordAlpha: zeros, equalizer: ones, crossGate: zeros, selfGate: 0 };
}

function largestDifference(a: Tensor, b: Tensor): number {
  return a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b.data[i] ?? Number.NaN))), 0);
}
