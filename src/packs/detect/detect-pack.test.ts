import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EngineFailure, type EngineError } from '../../protocol/errors.ts';
import { createTestReader } from '../../../test/folder-reader.ts';
import { detectPack } from './detect-pack.ts';
import { examinePack } from './examine-pack.ts';

const NAME = { id: 'small', name: 'Small', version: '1' };

function packFolder(name: string): string {
  return fileURLToPath(new URL(`../../../test/fixtures/packs/${name}`, import.meta.url));
}

type Changes = Readonly<Record<string, Uint8Array | null>>;

const detect = (pack: string, changes: Changes = {}, name = NAME) =>
  detectPack(createTestReader(packFolder(pack), changes), name);

async function failureOf(pack: string, changes: Changes): Promise<EngineError> {
  const error = await detect(pack, changes).catch((reason: unknown) => reason);
  if (!(error instanceof EngineFailure)) throw new Error(`not an EngineFailure: ${JSON.stringify(error)}`);
  return error.error;
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

describe('a folder without pack.json', () => {
  test('of SD-Turbo is told by its scheduler, its size by UNet and VAE', async () => {
    const { manifest, report } = await detect('sd-turbo-script-14');
    expect(manifest).toMatchObject({
      id: 'small',
      license: 'mit',
      image: { width: 64, height: 64 },
      latent: { channels: 4, width: 16, height: 16, scalingFactor: 0.18215 },
      text: { maxTokens: 77, width: 24 },
      recommended: { steps: 4, timesteps: [999, 749, 499, 249], sampling: 'turbo' },
    });
    expect(report.plan).toMatchObject({
      sampling: 'turbo',
      prediction: 'epsilon',
      precision: { unet: 'float32', vae_encoder: 'float32' },
      addedInputs: [],
      encoderSamples: true,
      assumed: [],
    });
  });

  test('of SDXL-Turbo has two text encoders, whose last but one states are read, and their sizes as an input', async () => {
    const { manifest, report } = await detect('sdxl-turbo-optimum-18');
    expect(manifest.text).toEqual({
      maxTokens: 77,
      width: 40,
      encoders: [
        { folder: 'text_encoder', tokenizer: 'tokenizer', hiddenStates: 'hidden_states.2', pooled: null },
        { folder: 'text_encoder_2', tokenizer: 'tokenizer_2', hiddenStates: 'hidden_states.2', pooled: 'text_embeds' },
      ],
      isEmptyZero: true,
    });
    expect(manifest.latent.scalingFactor).toBe(0.13025);
    expect(report.plan).toMatchObject({
      family: 'stable-diffusion-xl',
      addedInputs: ['text_embeds', 'time_ids'],
      encoderSamples: false,
    });
  });

  test('of a latent consistency model has the guidance scale as an input, and its precision is told', async () => {
    const { manifest, report } = await detect('lcm-script-17-half');
    expect(manifest.recommended).toMatchObject({ steps: 4, timesteps: [999, 759, 499, 259], sampling: 'lcm' });
    expect(manifest.image).toEqual({ width: 128, height: 128 });
    expect(report.plan).toMatchObject({
      addedInputs: ['timestep_cond'],
      precision: { unet: 'float16', vae_decoder: 'float16' },
    });
    expect(report.plan?.largestWeightBytes).toBe(618 * 24 * 2);
  });

  test('with files of other formats beside the graphs leaves those alone', async () => {
    const others = {
      'unet/diffusion_pytorch_model.safetensors': new Uint8Array(10),
      'unet/notes.txt': new Uint8Array(3),
      'sd_turbo.safetensors': new Uint8Array(10),
      'safety_checker/model.onnx': new Uint8Array(10),
    };
    const { manifest } = await detect('sd-turbo-script-14', others);
    const { manifest: plain } = await detect('sd-turbo-script-14');
    expect(manifest.files).toEqual(plain.files);
    expect(manifest.totalBytes).toBe(plain.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });

  test('without configurations is read off its graphs, and says what it assumes', async () => {
    const changes = Object.fromEntries(
      ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'].map((folder) => [`${folder}/config.json`, null]),
    );
    const { manifest, report } = await detect('sd-turbo-script-14', changes);
    expect(manifest).toMatchObject({
      // Three levels of the VAE, found by its two doublings; Stable Diffusion's 64 latent pixels.
      image: { width: 256, height: 256 },
      latent: { channels: 4, width: 64, height: 64, scalingFactor: 0.18215 },
      text: { maxTokens: 77, width: 24 },
    });
    expect(report.plan?.assumed).toEqual(['latent-size', 'scaling-factor', 'tokens']);
  });

  test('runs at another size where its graphs leave that open', async () => {
    const name = { ...NAME, imageSize: { width: 96, height: 32 } };
    const { manifest } = await detect('sd-turbo-script-14', {}, name);
    expect(manifest.image).toEqual({ width: 96, height: 32 });
    expect(manifest.latent).toMatchObject({ width: 24, height: 8 });
  });

  test.each([
    ['sd-turbo', 'turbo', [999, 749, 499, 249]],
    ['dreamshaper-lcm', 'lcm', [999, 759, 499, 259]],
    ['some-model', 'many-step', [981, 961, 941, 921]],
  ] as const)('without a scheduler and called %s samples as %s', async (id, sampling, first) => {
    const changes = { 'scheduler/scheduler_config.json': null };
    const { manifest, report } = await detect('sd-turbo-script-14', changes, { ...NAME, id });
    expect(manifest.recommended.sampling).toBe(sampling);
    expect(manifest.recommended.timesteps.slice(0, 4)).toEqual(first);
    expect(report.plan?.assumed).toEqual(['scheduler']);
  });
});

describe('a decoder for previews', () => {
  test('is part of the pack, with the scale of its own latents', async () => {
    const { manifest, report } = await detect('sd-turbo-script-14');
    expect(manifest.preview).toEqual({ scalingFactor: 1 });
    expect(manifest.latent.scalingFactor).toBe(0.18215);
    expect(manifest.files.map(({ path }) => path)).toContain('preview_decoder/model.onnx');
    expect(report.plan?.precision['preview_decoder']).toBe('float32');
  });

  test('is not missed', async () => {
    const without = { 'preview_decoder/model.onnx': null, 'preview_decoder/config.json': null };
    const { manifest } = await detect('sd-turbo-script-14', without);
    expect(manifest.preview).toBeUndefined();
  });

  test.each([
    ['config.json', json({ _class_name: 'AutoencoderTiny', decoder_block_out_channels: [8, 8, 8, 8] }), 'enlarges 8'],
    ['model.onnx', null, 'takes 3 channels'],
  ])('of another model, by its %s, is refused', async (file, content, reason) => {
    const other = content ?? (await readFixture('sd-turbo-script-14', 'vae_encoder/model.onnx'));
    const error = await failureOf('sd-turbo-script-14', { [`preview_decoder/${file}`]: other });
    expect(error).toMatchObject({ code: 'pack/unsupported', parameters: { file: 'preview_decoder/model.onnx' } });
    expect(error.parameters['reason']).toContain(reason);
  });
});

describe('guidance', () => {
  test.each([
    ['sd-turbo-script-14', 'DDIMScheduler', { steps: 50, guidance: 1, editGuidance: 7.5, sampling: 'many-step' }],
    ['sd-turbo-script-14', 'PNDMScheduler', { steps: 50, guidance: 1, editGuidance: 7.5, sampling: 'many-step' }],
    ['sd-turbo-script-14', 'LCMScheduler', { steps: 4, guidance: 1, editGuidance: 1, sampling: 'lcm' }],
    ['lcm-script-17-half', 'LCMScheduler', { steps: 4, guidance: 3, editGuidance: 7.5, sampling: 'lcm' }],
  ])('of %s under %s', async (pack, _class_name, recommended) => {
    const changes = { 'scheduler/scheduler_config.json': json({ _class_name }) };
    const { manifest } = await detect(pack, changes);
    expect(manifest.recommended).toMatchObject(recommended);
  });
});

describe('a folder that cannot run', () => {
  test('names every missing model and tokenizer file', async () => {
    const changes = { 'vae_encoder/model.onnx': null, 'unet/model.onnx': null, 'tokenizer/merges.txt': null };
    const { manifest, report } = await examinePack(createTestReader(packFolder('sd-turbo-script-14'), changes), NAME);
    expect(manifest).toBeNull();
    expect(report.problems).toEqual([
      { code: 'pack/missing-file', parameters: { file: 'unet/model.onnx' } },
      { code: 'pack/missing-file', parameters: { file: 'vae_encoder/model.onnx' } },
      { code: 'pack/missing-file', parameters: { file: 'tokenizer/merges.txt' } },
    ]);
  });

  test.each([
    ['sd-turbo-script-14', 'vae_encoder/model.onnx'],
    ['lcm-script-17-half', 'unet/model.onnx.data'],
    ['sdxl-turbo-optimum-18', 'text_encoder_2/model.onnx'],
  ])('%s without %s', async (pack, file) => {
    expect(await failureOf(pack, { [file]: null })).toEqual({ code: 'pack/missing-file', parameters: { file } });
  });

  test('a graph that is no ONNX file is damaged', async () => {
    expect(await failureOf('sd-turbo-script-14', { 'vae_decoder/model.onnx': json({ a: 1 }) })).toMatchObject({
      code: 'pack/corrupt-file',
      parameters: { file: 'vae_decoder/model.onnx' },
    });
  });

  test.each([
    'unet/model.onnx_data',
    'unet/model.onnx',
    'text_encoder/model.onnx',
    'tokenizer/vocab.json',
    'tokenizer/merges.txt',
    'unet/config.json',
  ])('the pointer of Git LFS in place of %s is named', async (file) => {
    const pack = file === 'unet/model.onnx_data' ? 'sdxl-turbo-optimum-18' : 'sd-turbo-script-14';
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123\n`;
    expect(await failureOf(pack, { [file]: new TextEncoder().encode(pointer) })).toEqual({
      code: 'pack/corrupt-file',
      parameters: { file, damage: 'lfs-pointer' },
    });
  });

  test.each([
    ['sdxl-turbo-optimum-18', 'unet/model.onnx_data'],
    ['sd-turbo-script-14', 'vae_decoder/model.onnx'],
  ])('of %s, %s that ends too early is named', async (pack, file) => {
    const whole = await readFixture(pack, file);
    expect(await failureOf(pack, { [file]: whole.subarray(0, whole.length - 1) })).toMatchObject({
      code: 'pack/corrupt-file',
      parameters: { file, damage: 'cut-short' },
    });
  });

  test('merges that make no word of the vocabulary are named', async () => {
    const merges = new TextEncoder().encode('#version: 0.2\nq q</w>\n');
    expect(await failureOf('sd-turbo-script-14', { 'tokenizer/merges.txt': merges })).toEqual({
      code: 'pack/corrupt-file',
      parameters: { file: 'tokenizer/merges.txt', damage: 'vocabulary', entry: 'q q</w>' },
    });
  });

  test('a text encoder of another model is named with both widths', async () => {
    const other = await createTestReader(packFolder('sdxl-turbo-optimum-18')).read('text_encoder_2/model.onnx');
    const error = await failureOf('sd-turbo-script-14', {
      'text_encoder/model.onnx': other,
      'text_encoder/model.onnx_data': await readFixture('sdxl-turbo-optimum-18', 'text_encoder_2/model.onnx_data'),
    });
    expect(error.code).toBe('pack/unsupported');
    expect(error.parameters['reason']).toContain('gives 16 numbers a word, the UNet takes 24');
  });

  test.each([
    [{ beta_schedule: 'squaredcos_cap_v2' }, 'squaredcos_cap_v2'],
    [{ prediction_type: 'sample' }, "predicts 'sample'"],
    [{ rescale_betas_zero_snr: true }, 'zero SNR'],
  ])('a scheduler with %o is refused', async (config, reason) => {
    const error = await failureOf('sd-turbo-script-14', { 'scheduler/scheduler_config.json': json(config) });
    expect(error.code).toBe('pack/unsupported');
    expect(error.parameters['reason']).toContain(reason);
  });

  test.each([
    ['unet/config.json', { sample_size: 1e300 }, 'image.width'],
    ['unet/config.json', { sample_size: -64 }, 'image.width'],
    ['vae_decoder/config.json', { block_out_channels: [4, 4, 4], scaling_factor: 0 }, 'latent.scalingFactor'],
  ])('%s with %o gives no usable %s', async (file, config, field) => {
    const error = await failureOf('sd-turbo-script-14', { [file]: json(config) });
    expect(error).toMatchObject({ code: 'pack/unsupported', parameters: { reason: expect.stringContaining(field) } });
  });

  test('a UNet with a picture beside its latent is refused', async () => {
    const config = { latent_channels: 3 };
    const decoder = await readFixture('sd-turbo-script-14', 'vae_encoder/model.onnx');
    const error = await failureOf('sd-turbo-script-14', {
      // An encoder takes three channels, as no latent has.
      'vae_decoder/model.onnx': decoder,
      'vae_decoder/config.json': json(config),
    });
    expect(error.parameters['reason']).toContain('the UNet takes 4 channels, the VAE gives 3');
  });
});

function readFixture(pack: string, path: string): Promise<Uint8Array> {
  return createTestReader(packFolder(pack)).read(path);
}
