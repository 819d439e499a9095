import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../support/testing/run-command.ts';
import { TABLES } from '../tables.ts';
import { decodeMask, MASK_SIDE } from './decode-mask.ts';
import { readCoco } from './read-coco.ts';
import { readPie } from './read-pie.ts';
import { resizeMask } from './score-edit.ts';

const PAIRS = fileURLToPath(new URL('../../../bench/data/test', import.meta.url));
const METRICS = fileURLToPath(new URL('../../../test/fixtures/metrics', import.meta.url));

interface Pair {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly target: string;
}

let folder: string;
let pairs: readonly Pair[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-data-sets-'));
  const all = JSON.parse(await readFile(join(PAIRS, 'pairs.json'), 'utf8')) as readonly Pair[];
  pairs = ['colour', 'object', 'style'].flatMap((kind) => all.find((pair) => pair.kind === kind) ?? []);
  await writePie(join(folder, 'pie'));
  await writeCoco(join(folder, 'coco'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  const { exitCode, error, out } = await runCommand('bench', TABLES, args);
  return { exitCode, error, last: out.at(-1) ?? '' };
}

/** White where a pair differs, at the size of PIE-Bench's masks. */
async function readMask({ id }: Pair): Promise<Float32Array> {
  const { data } = await sharp(join(PAIRS, `${id}-mask.webp`))
    .resize(MASK_SIDE, MASK_SIDE, { kernel: 'nearest' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Float32Array.from(data, (value) => (value < 128 ? 0 : 1));
}

/** As PIE-Bench writes masks. */
function encodeMask(mask: Float32Array): readonly number[] {
  const runs: number[] = [];
  for (let start = mask.indexOf(1); start !== -1;) {
    const end = mask.indexOf(0, start);
    runs.push(start, (end === -1 ? mask.length : end) - start);
    start = end === -1 ? -1 : mask.indexOf(1, end);
  }
  return runs;
}

/** Some of the starter's rendered pairs in the layout of PIE-Bench. */
async function writePie(data: string): Promise<void> {
  await mkdir(join(data, 'annotation_images/0_random_140'), { recursive: true });
  const types = ['6', '1', '9'];
  const entries = pairs.map(async (pair, index) => {
    const path = `0_random_140/${pair.id}.webp`;
    await copyFile(join(PAIRS, `${pair.id}-source.webp`), join(data, 'annotation_images', path));
    const [first = '', ...rest] = pair.target.split(' ');
    return [
      `00000000000${index}`,
      {
        image_path: path,
        original_prompt: pair.source,
        editing_prompt: [first, `[${rest[0] ?? ''}]`, ...rest.slice(1)].join(' '),
        editing_instruction: 'Change it.',
        editing_type_id: types[index],
        blended_word: '',
        mask: encodeMask(await readMask(pair)),
      },
    ] as const;
  });
  await writeFile(join(data, 'mapping_file.json'), JSON.stringify(Object.fromEntries(await Promise.all(entries))));
}

/** The same photos in the layout of COCO, each with two captions. */
async function writeCoco(data: string): Promise<void> {
  await mkdir(join(data, 'annotations'), { recursive: true });
  await mkdir(join(data, 'val2017'), { recursive: true });
  await Promise.all(
    pairs.map(({ id }) => copyFile(join(PAIRS, `${id}-source.webp`), join(data, 'val2017', `${id}.webp`))),
  );
  const images = pairs.map(({ id }, index) => ({ id: index + 7, file_name: `${id}.webp`, width: 128, height: 128 }));
  const annotations = pairs.flatMap(({ source }, index) => [
    { id: 2 * index, image_id: index + 7, caption: ` ${source}\n` },
    { id: 2 * index + 1, image_id: index + 7, caption: 'another caption' },
  ]);
  const text = JSON.stringify({ info: {}, images: [{ id: 1, file_name: 'none.webp' }, ...images], annotations });
  await writeFile(join(data, 'annotations/captions_val2017.json'), text);
  await writeFile(join(data, 'annotations/instances_val2017.json'), '{}');
}

describe('a mask of PIE-Bench', () => {
  it('is edited along its runs and at the border, and nowhere else', () => {
    const middle = 200 * MASK_SIDE + 100;
    const mask = decodeMask([middle, 3, middle + MASK_SIDE, 1]);
    const edited = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
    const inner = edited.filter((pixel) => {
      const [x, y] = [pixel % MASK_SIDE, Math.floor(pixel / MASK_SIDE)];
      return x > 0 && y > 0 && x < MASK_SIDE - 1 && y < MASK_SIDE - 1;
    });
    expect(inner).toEqual([middle, middle + 1, middle + 2, middle + MASK_SIDE]);
    expect(edited).toHaveLength(inner.length + 4 * (MASK_SIDE - 1));
  });

  it('ends with the picture, and may be written as one text', () => {
    expect(decodeMask([MASK_SIDE * MASK_SIDE - 2 * MASK_SIDE, 10 * MASK_SIDE])).toEqual(
      decodeMask(`${MASK_SIDE * MASK_SIDE - 2 * MASK_SIDE} ${2 * MASK_SIDE}`),
    );
    expect(() => decodeMask([1])).toThrow('in pairs');
    expect(() => decodeMask('a b')).toThrow('in pairs');
    expect(() => decodeMask(undefined)).toThrow('in pairs');
  });

  it('keeps its place at another size', () => {
    const mask = decodeMask([256 * MASK_SIDE + 256, 256]);
    const small = resizeMask(mask, MASK_SIDE, { width: 512, height: 512 });
    expect(small).toEqual(mask);
    const half = decodeMask(Array.from({ length: 256 }, (_, row) => [row * MASK_SIDE, 256]).flat());
    const quarter = resizeMask(half, MASK_SIDE, { width: 4, height: 4 });
    expect([...quarter]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the layouts', () => {
  it('of PIE-Bench gives photos, words without brackets, kinds and masks', async () => {
    const entries = await readPie(join(folder, 'pie'));
    expect(entries.map(({ source, target, type }) => ({ source, target, type }))).toEqual(
      pairs.map(({ source, target }, index) => ({ source, target, type: ['6', '1', '9'][index] })),
    );
    const [first] = entries;
    const [pair] = pairs;
    if (first === undefined || pair === undefined) throw new Error('there is no pair');
    const mask = await readMask(pair);
    expect([...decodeMask([])].some((border, pixel) => border === 0 && first.mask[pixel] !== mask[pixel])).toBe(false);
    await expect(readPie(folder)).rejects.toThrow('has no file mapping_file.json');
  });

  it('of COCO gives every picture that has a caption, with its first one', async () => {
    const photos = await readCoco(join(folder, 'coco'), 10);
    expect(photos.map(({ id, caption }) => [id, caption])).toEqual(
      pairs.map(({ source }, index) => [String(index + 7), source]),
    );
    expect(await readCoco(join(folder, 'coco'), 2)).toHaveLength(2);
    await expect(readCoco(folder, 1)).rejects.toThrow('has no captions*.json');
  });
});

const JUDGES = ['--clip', join(METRICS, 'clip'), '--lpips', join(METRICS, 'lpips.onnx')];

it('bench pie measures edits by kind, draws them, and goes on where it ended', async () => {
  const out = join(folder, 'out-pie');
  const pie = (...args: string[]) =>
    run('pie', '--data', join(folder, 'pie'), '--out', out, '--methods', 'source,sdedit', ...JUDGES, ...args, '--json');
  const first = await pie('--n', '1');
  expect(first).toMatchObject({ exitCode: 0 });
  const records = join(out, 'pie.jsonl');
  const before = await readFile(records, 'utf8');
  // A run that ended while it wrote.
  await appendFile(records, '{"key":"sdedit 0000000000');
  const { exitCode, last } = await pie();
  expect(exitCode).toBe(0);
  expect((await readFile(records, 'utf8')).startsWith(before)).toBe(true);

  const { methods } = JSON.parse(last) as { methods: { byType: Record<string, object>; psnr: number }[] };
  const number = expect.any(Number);
  const [source, sdedit] = methods;
  // The photo itself: nothing of the rest is lost, and it has the words' score of the photo.
  expect(source).toMatchObject({ id: 'source', n: 3, structure: 0, psnr: 100, mse: 0, lpips: 0, ssim: 1, rows: 0 });
  expect(sdedit).toMatchObject({ id: 'sdedit', n: 3, lpips: number, clip: number, clipOfEdit: number, rows: 3 });
  expect(sdedit?.psnr).toBeLessThan(60);
  expect(Object.keys(sdedit?.byType ?? {})).toEqual(['1', '6', '9']);
  const sheet = await sharp(join(out, 'pie.webp')).metadata();
  expect(sheet.width).toBeGreaterThan(3 * 128);

  const others = await run('pie', '--data', join(folder, 'pie'), '--out', out, '--methods', 'source');
  expect(others).toMatchObject({ exitCode: 2 });
  expect(others.error[0]).toContain('results of another model or of other judges');
}, 300_000);

it('bench pie keeps to the kinds that are asked for', async () => {
  const data = ['--data', join(folder, 'pie'), '--out', join(folder, 'out-types'), '--methods', 'source'];
  const { last } = await run('pie', ...data, '--types', '6', '--json');
  expect(JSON.parse(last)).toMatchObject({
    n: 1,
    judges: { structure: 'judge', clip: null },
    methods: [{ clip: null }],
  });
  expect(await run('pie', ...data, '--types', '5')).toMatchObject({ exitCode: 2 });
}, 300_000);

it('bench coco measures what inversions give back, as single photos and as a set', async () => {
  const out = join(folder, 'out-coco');
  const args = ['--data', join(folder, 'coco'), '--out', out, '--methods', 'ddim,fixed-point:2', ...JUDGES, '--json'];
  const { exitCode, last } = await run('coco', ...args, '--inception', join(METRICS, 'inception.onnx'));
  expect(exitCode).toBe(0);
  const report = JSON.parse(last) as { methods: { psnr: number; bound: number; fid: number; residuals: number[] }[] };
  const number = expect.any(Number);
  expect(report).toMatchObject({
    n: 3,
    methods: [
      { id: 'ddim', rows: 4, lpips: number, clip: number, ssim: number, fid: number },
      { id: 'fixed-point:2', rows: 8, psnrToVae: number },
    ],
  });
  const [ddim, fixedPoint] = report.methods;
  expect(ddim?.residuals).toHaveLength(4);
  expect(fixedPoint?.psnr).toBeGreaterThan(ddim?.psnr ?? Number.POSITIVE_INFINITY);
  expect(fixedPoint?.psnr).toBeLessThan(fixedPoint?.bound ?? 0);
  expect(fixedPoint?.fid).toBeGreaterThan(0);
  expect((await sharp(join(out, 'coco.webp')).metadata()).width).toBeGreaterThan(3 * 128);
  expect(JSON.parse(await readFile(join(out, 'coco.json'), 'utf8'))).toEqual(report);
}, 300_000);
