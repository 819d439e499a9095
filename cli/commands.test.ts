import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EDITORS } from '../src/engine/editing/editors.ts';
import { INVERSIONS } from '../src/engine/inversion/inversions.ts';
import { COMMANDS } from './commands.ts';
import { defaultPackFolder } from './support/default-pack.ts';
import { runCommand } from './support/testing/run-command.ts';

let folder: string;
let photo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-cli-'));
  photo = join(folder, 'photo.png');
  await sharp({ create: { width: 300, height: 200, channels: 3, background: '#3366cc' } })
    .png()
    .toFile(photo);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => runCommand('renoir', COMMANDS, args);

const PROMPTS = ['--source', 'a red ball on grass at day', '--target', 'a blue ball on grass at day'];

describe('bad input ends with status 2 and one clear line', () => {
  test.each([
    [
      'no verb that exists',
      ['paint'],
      "Unknown command 'paint'. Known: edit, invert, compile, pack, seeds, lab, cascade.",
    ],
    ['no image', ['edit', ...PROMPTS, '--out', 'o.png'], '--image is missing.'],
    [
      'a missing image',
      ['edit', '--image', '/nowhere.png', ...PROMPTS, '--out', 'o.png'],
      'There is no file /nowhere.png.',
    ],
    [
      'an empty source',
      ['edit', '--image', 'p.png', '--source', ' ', '--target', 'x', '--out', 'o.png'],
      '--source is empty.',
    ],
    [
      'an empty target',
      ['edit', '--image', 'p.png', '--source', 'x', '--target', '', '--out', 'o.png'],
      '--target is empty.',
    ],
    [
      'an unknown method',
      ['invert', '--image', 'p.png', '--source', 'x', '--method', 'newton'],
      `Unknown method 'newton'. Known: ${Object.keys(INVERSIONS).join(', ')}.`,
    ],
    [
      'an unknown editor',
      ['edit', '--image', 'p.png', ...PROMPTS, '--out', 'o.png', '--editor', 'brush'],
      `Unknown editor 'brush'. Known: ${Object.keys(EDITORS).join(', ')}.`,
    ],
    [
      'a model file that is not there',
      ['compile', '--unet', '/nowhere.onnx', '--out', '/tmp/none'],
      'There is no model file /nowhere.onnx.',
    ],
    [
      'a pack that is not there',
      ['edit', '--image', 'p.png', ...PROMPTS, '--out', 'o.png', '--pack', '/nowhere'],
      'The pack has no file pack.json.',
    ],
    ['a folder to check that is not there', ['pack', 'check', '/nowhere'], 'There is no folder /nowhere.'],
    ['an unknown action', ['pack', 'weigh'], "Unknown action 'weigh'. Known: check, list, add."],
    ['one photo alone', ['seeds', '--image', 'p.png', '--source', 'x', '--out', 'o.png'], 'Name at least two photos'],
    [
      'photos of which one has no words',
      ['seeds', '--image', 'p.png', '--image', 'q.png', '--source', 'x', '--out', 'o.png'],
      'Say of each photo what is in it: 2 --image, 1 --source.',
    ],
    ['an unknown option', ['edit', '--imgae', 'p.png'], "Unknown option '--imgae'"],
  ])('%s', async (_, args, sentence) => {
    const { exitCode, out, error } = await run(...args);
    expect(exitCode).toBe(2);
    expect(out).toEqual([]);
    expect(error).toHaveLength(1);
    expect(error[0]).toContain(sentence);
  });

  test('a file that is no image', async () => {
    const file = join(folder, 'text.png');
    await writeFile(file, 'not an image');
    const { exitCode, error } = await run('edit', '--image', file, ...PROMPTS, '--out', join(folder, 'o.png'));
    expect(exitCode).toBe(2);
    expect(error).toEqual([`${file} is not an image that can be read.`]);
  });

  test('a picture of a format that is not read, and a damaged one', async () => {
    const bitmap = join(folder, 'photo.bmp');
    const header = new DataView(new ArrayBuffer(64));
    for (const [at, value] of [
      [14, 40],
      [18, 2],
      [22, 2],
    ] as const)
      header.setUint32(at, value, true);
    for (const [at, value] of [
      [26, 1],
      [28, 24],
    ] as const)
      header.setUint16(at, value, true);
    header.setUint16(0, 0x42_4d);
    await writeFile(bitmap, new Uint8Array(header.buffer));
    const cut = join(folder, 'cut.png');
    await writeFile(cut, (await readFile(photo)).subarray(0, 60));
    const told = async (file: string) =>
      (await run('edit', '--image', file, ...PROMPTS, '--out', join(folder, 'o.png'))).error;
    expect(await told(bitmap)).toEqual([
      `${bitmap} is a BMP, which the command line does not read: save it as PNG or JPEG.`,
    ]);
    expect(await told(cut)).toEqual([`${cut} is damaged: it begins as PNG, and cannot be decoded.`]);
  });

  test('a number out of range', async () => {
    const { exitCode, error } = await run('invert', '--image', photo, '--source', 'x', '--steps', '0');
    expect(exitCode).toBe(2);
    expect(error).toEqual(["--steps must be a whole number from 1 to 50, not '0'."]);
  });

  test('a file that is no ONNX model', async () => {
    const file = join(folder, 'model.onnx');
    await writeFile(file, 'not a model');
    const { exitCode, error } = await run('compile', '--unet', file, '--out', folder);
    expect(exitCode).toBe(2);
    expect(error).toHaveLength(1);
    expect(error[0]).toMatch(/^The UNet cannot be compiled: /);
  });
});

describe('pack check', () => {
  test('finds the starter whole, with its inputs and its licence', async () => {
    const { exitCode, out } = await run('pack', 'check', defaultPackFolder(), '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({
      ok: true,
      family: 'latent-consistency',
      problems: [],
      license: 'MIT',
    });
    const { inputs } = JSON.parse(out.at(-1) ?? '') as { inputs: { name: string }[] };
    expect(inputs.map(({ name }) => name)).toEqual(['sample', 'timestep', 'encoder_hidden_states', 'timestep_cond']);
  });

  test('names every file that is missing or cut short', async () => {
    const broken = join(folder, 'broken-pack');
    await cp(defaultPackFolder(), broken, { recursive: true });
    await rm(join(broken, 'tokenizer/merges.txt'));
    await truncate(join(broken, 'unet/model.onnx_data'), 10);
    const { exitCode, out, error } = await run('pack', 'check', broken, '--json');
    expect(exitCode).toBe(2);
    expect(error).toEqual([`${broken}: The pack has no file tokenizer/merges.txt.`]);
    const report = JSON.parse(out.at(-1) ?? '') as { ok: boolean; problems: string[] };
    expect(report.ok).toBe(false);
    expect(report.problems).toHaveLength(2);
    expect(report.problems[1]).toMatch(
      /^The pack's file unet\/model\.onnx_data is damaged: it ends too early, after 10 bytes instead of \d+\.$/,
    );
  });
});

describe('the verbs on the starter pack', () => {
  test('compile writes its graphs and the report', async () => {
    const out = join(folder, 'compiled');
    const unet = join(defaultPackFolder(), 'unet/model.onnx');
    const result = await run('compile', '--unet', unet, '--out', out, '--json');
    expect(result).toMatchObject({ exitCode: 0 });
    const report = JSON.parse(result.out.at(-1) ?? '') as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(['nodes', 'attention', 'flops', 'peakBytes', 'weightBytes', 'seconds', 'residentBytes']),
    );
    expect(report).toMatchObject({ attention: { self: expect.any(Number), cross: expect.any(Number) } });
  });

  test('edit writes the whole photo, changed about the thing and without its location, and prints one JSON object', async () => {
    const scene = fileURLToPath(new URL('../bench/data/test/024-source.webp', import.meta.url));
    const [wide, out] = [join(folder, 'wide.png'), join(folder, 'edited.png')];
    await sharp(scene).extend({ left: 256, extendWith: 'copy' }).png().toFile(wide);
    const words = ['--source', 'a red pear on grass at sunset', '--target', 'a white pear on grass at sunset'];
    const options = ['--image', wide, ...words, '--out', out, '--steps', '2', '--method', 'ddim', '--json'];
    const result = await run('edit', ...options);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.out).toHaveLength(1);
    const report = JSON.parse(result.out[0] ?? '') as Record<string, unknown>;
    expect(report).toMatchObject({ rows: expect.any(Number), seconds: expect.any(Number), cached: [], out });
    expect(Number.isFinite(report['psnrReconstruction'])).toBe(true);
    expect(report).toMatchObject({ size: [512, 256], editedAt: [256, 256] });
    expect(await sharp(out).metadata()).toMatchObject({ width: 512, height: 256, format: 'png' });
    // The model gets a part about the pear; the rest is the photo, byte by byte.
    const { x } = report['crop'] as { readonly x: number };
    expect(x).toBeGreaterThan(128);
    const readPart = (file: string, left: number, width: number) =>
      sharp(file).extract({ left, top: 0, width, height: 256 }).removeAlpha().raw().toBuffer();
    expect(await readPart(out, 0, x)).toEqual(await readPart(wide, 0, x));
    expect(await readPart(out, x, 256)).not.toEqual(await readPart(wide, x, 256));
    expect((await sharp(out).metadata()).xmp?.toString()).toContain('compositeWithTrainedAlgorithmicMedia');
  });

  test('invert reports residuals a step, and psnr against the photo and against the autoencoder', async () => {
    const result = await run(
      'invert',
      '--image',
      photo,
      '--source',
      'a red ball',
      '--steps',
      '2',
      '--method',
      'fixed-point',
      '--json',
    );
    expect(result).toMatchObject({ exitCode: 0 });
    const report = JSON.parse(result.out.at(-1) ?? '') as { residuals: number[][] };
    expect(report).toMatchObject({
      method: 'fixed-point',
      psnr: expect.any(Number),
      psnrVae: expect.any(Number),
      rows: 8,
    });
    expect(report.residuals.map((step) => step.length)).toEqual([4, 4]);
  });
});

test('seeds writes pictures from the one photo to the other, side by side', async () => {
  const out = join(folder, 'between.png');
  const words = ['--source', 'a red ball on grass at day'];
  const photos = ['--image', photo, ...words, '--image', photo, ...words];
  const settings = ['--steps', '1', '--method', 'ddim', '--path', 'slerp', '--count', '3'];
  const result = await run('seeds', ...photos, ...settings, '--out', out, '--json');
  expect(result).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(result.out.at(-1) ?? '')).toEqual({ path: 'slerp', pictures: 3, out });
  const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 3 * 256, height: 256, channels: 3 });
  // Half way between a photo and itself is the photo's own reconstruction.
  const pixels = Array.from({ length: 256 * 256 * 3 }, (_, i) => {
    const row = Math.floor(i / (256 * 3));
    const start = row * info.width * 3 + (i % (256 * 3));
    return Math.abs((data[start] ?? 0) - (data[start + 256 * 3] ?? 0));
  });
  expect(pixels.filter((difference) => difference > 1)).toEqual([]);
});

test('seeds moves a middle until its picture resembles the photos', async () => {
  const out = join(folder, 'middle.png');
  const words = ['--source', 'a red ball on grass at day'];
  const photos = ['--image', photo, ...words, '--image', photo, ...words];
  const settings = ['--steps', '2', '--method', 'ddim', '--select', '3'];
  const result = await run('seeds', ...photos, ...settings, '--centroid', 'mean', '--out', out, '--json');
  expect(result).toMatchObject({ exitCode: 0 });
  const { losses } = JSON.parse(result.out.at(-1) ?? '') as { losses: number[] };
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0] ?? 0);
  const without = await run('seeds', ...photos, ...settings, '--out', out);
  expect(without).toMatchObject({ exitCode: 2, error: ['--select moves a middle: name one with --centroid.'] });
});

test('help names every verb, and every verb explains itself', async () => {
  const { exitCode, out } = await run('--help');
  expect(exitCode).toBe(0);
  for (const verb of Object.keys(COMMANDS)) {
    expect(out[0]).toContain(verb);
    expect((await run(verb, '--help')).out[0]).toMatch(/^.+\n\nUsage: renoir /);
  }
});
