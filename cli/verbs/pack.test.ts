import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { COMMANDS } from '../commands.ts';
import { runCommand, type CommandRun } from '../support/testing/run-command.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/packs', import.meta.url));
const TURBO = join(FIXTURES, 'sd-turbo-script-14');
const PACKS = ['sd-turbo-script-14', 'sdxl-turbo-optimum-18', 'lcm-script-17-half'];

let folder: string;
let packs: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-packs-'));
  packs = join(folder, 'packs');
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => runCommand('renoir', COMMANDS, args);

const jsonOf = ({ out }: CommandRun): unknown => JSON.parse(out.at(-1) ?? '');

test('pack check finds the undistilled teacher whole, through the links to what it shares with the starter', async () => {
  const { exitCode, out } = await run('pack', 'check', fileURLToPath(new URL('../../bench/teacher', import.meta.url)));
  expect(exitCode).toBe(0);
  expect(out.slice(0, 2)).toEqual([
    'Stable Diffusion, not distilled: many steps, guided by an empty prompt; predicts noise.',
    'Runs at 256 x 256 pixels (32 x 32 latents of 4 channels, scaled by 1) in 50 steps: 981, 961, 941 ... 1.',
  ]);
  expect(out).toContain('UNet inputs: sample (float32), timestep (float32), encoder_hidden_states (float32).');
});

describe('pack check on a folder without pack.json', () => {
  test.each(PACKS)('%s is whole, and every part of it runs', async (pack) => {
    const { exitCode, out } = await run('pack', 'check', join(FIXTURES, pack), '--run', '--json');
    expect(exitCode).toBe(0);
    const trial = { predict: expect.any(Number), decode: expect.any(Number) };
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ ok: true, detected: true, license: 'mit', trial });
  });

  test('says in words what will run', async () => {
    const { out } = await run('pack', 'check', join(FIXTURES, 'sdxl-turbo-optimum-18'));
    expect(out.slice(0, 3)).toEqual([
      'Stable Diffusion XL, distilled (Turbo); predicts noise.',
      'Runs at 64 x 64 pixels (16 x 16 latents of 4 channels, scaled by 0.13025) in 4 steps: 999, 749, 499, 249.',
      'Text: 2 encoders, 77 tokens, 40 numbers each.',
    ]);
    expect((await run('pack', 'check', TURBO)).out).toContain(
      'Its VAE encoder draws latents at random; the mean is taken instead.',
    );
  });

  test('names the part that gives nothing to use', async () => {
    const overflowing = join(folder, 'overflowing');
    await cp(join(FIXTURES, 'lcm-script-17-half'), overflowing, { recursive: true });
    const weights = join(overflowing, 'vae_decoder/model.onnx.data');
    // Infinite, as a converter writes what float16 cannot hold.
    await writeFile(weights, new Uint16Array((await stat(weights)).size / 2).fill(0x7c00));
    const { exitCode, out } = await run('pack', 'check', overflowing, '--run');
    expect(exitCode).toBe(2);
    expect(out).toEqual([
      'The model ran, but the output of vae_decoder is of no use (not-a-number). ' +
        'Half precision is the likely cause: use a pack with a float32 autoencoder, or with TAESD.',
    ]);
  });

  test('names each missing file', async () => {
    const broken = join(folder, 'broken');
    await cp(TURBO, broken, { recursive: true });
    await Promise.all(['vae_encoder/model.onnx', 'tokenizer/vocab.json'].map((file) => rm(join(broken, file))));
    const { exitCode, out, error } = await run('pack', 'check', broken);
    expect(exitCode).toBe(2);
    expect(error).toEqual([`${broken}: The pack has no file vae_encoder/model.onnx.`]);
    expect(out).toEqual(['The pack has no file vae_encoder/model.onnx.', 'The pack has no file tokenizer/vocab.json.']);
  });
});

test('pack check names weights that Git LFS did not fetch', async () => {
  const unfetched = join(folder, 'unfetched');
  await cp(join(FIXTURES, 'sdxl-turbo-optimum-18'), unfetched, { recursive: true });
  const weights = join(unfetched, 'unet/model.onnx_data');
  await writeFile(weights, `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123\n`);
  expect((await run('pack', 'check', unfetched)).out).toEqual([
    "The pack's file unet/model.onnx_data is damaged: it is the pointer of Git LFS, not the file itself. " +
      'Run git lfs pull there, or download the file.',
  ]);
});

test('a folder whose graphs have another usual name is checked, run, and added under the name of packs', async () => {
  const half = join(folder, 'half');
  await cp(TURBO, half, { recursive: true });
  for (const model of ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder']) {
    await rename(join(half, model, 'model.onnx'), join(half, model, 'model_fp16.onnx'));
  }
  expect(await run('pack', 'check', half, '--run')).toMatchObject({ exitCode: 0 });
  const others = join(folder, 'others');
  const added = await run('pack', 'add', half, '--copy', '--packs', others, '--id', 'half', '--json');
  expect(added).toMatchObject({ exitCode: 0 });
  expect(await run('pack', 'check', join(others, 'half'))).toMatchObject({ exitCode: 0 });
  expect((await stat(join(others, 'half/unet/model.onnx'))).size).toBeGreaterThan(1000);
  expect(await run('pack', 'add', half)).toMatchObject({ exitCode: 0 });
  expect(await run('pack', 'check', half)).toMatchObject({ exitCode: 0 });
});

describe('pack add DIR', () => {
  test('writes pack.json beside the files, which check then verifies byte by byte', async () => {
    const own = join(folder, 'own');
    await cp(TURBO, own, { recursive: true });
    expect(await run('pack', 'add', own, '--name', 'My Turbo')).toMatchObject({ exitCode: 0 });
    const manifest = JSON.parse(await readFile(join(own, 'pack.json'), 'utf8')) as PackManifest;
    expect(manifest).toMatchObject({ id: 'own', name: 'My Turbo', license: 'mit' });
    const unet = manifest.files.find(({ path }) => path === 'unet/model.onnx');
    const bytes = await readFile(join(own, 'unet/model.onnx'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(unet).toEqual({ path: 'unet/model.onnx', sizeBytes: bytes.length, sha256 });
    expect(manifest.version).toBe(sha256.slice(0, 12));
    expect(await run('pack', 'check', own, '--json')).toMatchObject({ exitCode: 0 });

    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(join(own, 'unet/model.onnx'), bytes);
    expect((await run('pack', 'check', own)).out).toEqual([
      "The pack's file unet/model.onnx is damaged: its checksum is wrong.",
    ]);
    const again = await run('pack', 'add', own);
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.error.at(-1)).toContain('has a pack.json: it is a pack already');
  });

  test('with --link puts it into the packs folder, where --pack and list find it by its id', async () => {
    const added = await run(
      'pack',
      'add',
      TURBO,
      '--link',
      '--packs',
      packs,
      '--id',
      'turbo',
      '--size',
      '64',
      '--json',
    );
    expect(jsonOf(added)).toMatchObject({ folder: join(packs, 'turbo'), id: 'turbo', files: 17 });
    const linked = await stat(join(packs, 'turbo/unet/model.onnx'));
    expect(linked.ino).toBe((await stat(join(TURBO, 'unet/model.onnx'))).ino);
    const { packs: listed } = jsonOf(await run('pack', 'list', '--packs', packs, '--json')) as {
      packs: { id: string; license: string }[];
    };
    expect(listed.map(({ id, license }) => [id, license])).toEqual([
      ['starter', 'MIT'],
      ['turbo', 'mit'],
    ]);
    const again = await run('pack', 'add', TURBO, '--copy', '--packs', packs, '--id', 'turbo');
    expect(again.error.at(-1)).toContain('already: choose another name with --id');
  });

  test('refuses a folder that is no pack', async () => {
    const { exitCode, error } = await run('pack', 'add', folder);
    expect(exitCode).toBe(2);
    expect(error.at(-1)).toBe('The pack has no file unet/model.onnx.');
  });
});

test.each(PACKS)(
  'edit runs end to end on %s',
  async (pack) => {
    const photo = join(folder, 'photo.png');
    await sharp({ create: { width: 150, height: 100, channels: 3, background: '#3366cc' } })
      .png()
      .toFile(photo);
    const out = join(folder, `${basename(pack)}.png`);
    const prompts = ['--source', 'a red ball on grass', '--target', 'a blue ball on grass'];
    const result = await run(
      'edit',
      '--image',
      photo,
      ...prompts,
      '--out',
      out,
      '--pack',
      join(FIXTURES, pack),
      '--json',
    );
    expect(result).toMatchObject({ exitCode: 0 });
    const report = jsonOf(result) as { psnrReconstruction: number };
    expect(report).toMatchObject({ editedAt: pack.startsWith('lcm') ? [128, 128] : [64, 64], size: [150, 100] });
    expect(report.psnrReconstruction).toBeGreaterThan(3);
    expect(await sharp(out).metadata()).toMatchObject({ width: 150, height: 100 });
  },
  120_000,
);
