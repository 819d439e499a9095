import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/testing/run-command.ts';
import { TABLES } from './tables.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  const { exitCode, error, out } = await runCommand('bench', TABLES, args);
  return { exitCode, error, last: out.at(-1) ?? '' };
}

test('inversion measures each method against the photo and the autoencoder, with its rows', async () => {
  const { exitCode, last } = await run(
    'inversion',
    '--set',
    'validation',
    '--n',
    '1',
    '--methods',
    'ddim@predicted,rnri:1?lambda=0.2',
    '--json',
  );
  expect(exitCode).toBe(0);
  const number = expect.any(Number);
  expect(JSON.parse(last)).toMatchObject({
    set: 'validation',
    n: 1,
    bound: number,
    methods: [
      { id: 'ddim@predicted', psnr: number, psnrToVae: number, rows: 4, seconds: number },
      { id: 'rnri:1?lambda=0.2', psnr: number, psnrToVae: number, rows: 12, seconds: number },
    ],
  });
});

test('greys stand for photos that have nothing in them', async () => {
  const { last } = await run('inversion', '--flat', '--n', '2', '--methods', 'ddim', '--json');
  expect(JSON.parse(last)).toMatchObject({ set: 'flat', n: 2, methods: [{ id: 'ddim', psnr: expect.any(Number) }] });
});

test('seeds without two photos of a kind say what is missing', async () => {
  expect(await run('seeds', '--n', '2')).toMatchObject({
    exitCode: 2,
    error: ['Of 2 pairs no two are of one object of the same kind: --n asks for more.'],
  });
});

test('cost runs every method apart, counts seconds in runs of DDIM and keeps what was measured', async () => {
  const args = ['cost', '--set', 'validation', '--n', '1', '--methods', 'fixed-point:2', '--out', folder, '--json'];
  const number = expect.any(Number);
  const inversion = { bound: 31, methods: [{ id: 'fixed-point:2', psnr: 25 }] };
  await writeFile(join(folder, 'inversion.json'), JSON.stringify(inversion));
  const { exitCode, last } = await run(...args);
  expect(exitCode).toBe(0);
  const report = JSON.parse(last) as { methods: { times: number; grownBytes: number }[] };
  expect(report).toMatchObject({ n: 1, unit: 'ddim', methods: [{ id: 'fixed-point:2', rows: 8, grownBytes: number }] });
  // Twice the rows; other work on the machine may slow either.
  expect(report.methods[0]!.times).toBeGreaterThan(1);
  for (const name of ['inversion-seconds', 'inversion-memory']) {
    expect(await readFile(join(folder, `${name}.svg`), 'utf8')).toContain('fixed-point');
  }
  expect((await run(...args)).last).toBe(last);
});

test('convergence follows the residual over both scenes of a pair, by right and wrong words, and goes on where it was stopped', async () => {
  const args = ['convergence', '--set', 'validation', '--n', '1', '--methods', 'fixed-point:2', '--out', folder];
  const { exitCode, last } = await run(...args, '--json');
  expect(exitCode).toBe(0);
  const report = JSON.parse(last) as { methods: { words: string; curve: number[]; last: { median: number } }[] };
  expect(report).toMatchObject({
    scenes: 2,
    methods: ['right', 'wrong'].map((words) => ({ id: 'fixed-point:2', words, rows: 8, curve: { length: 2 } })),
  });
  for (const { curve, last: end } of report.methods) {
    expect(curve[1]).toBeLessThan(curve[0]!);
    expect(end.median).toBe(curve[1]);
  }
  const kept = await readFile(join(folder, 'convergence.jsonl'), 'utf8');
  expect(kept.trim().split('\n')).toHaveLength(1 + 4);
  // What is kept is not measured again.
  await run(...args);
  expect(await readFile(join(folder, 'convergence.jsonl'), 'utf8')).toBe(kept);
});

test('edit scores outside and inside the true mask, and draws the sheet', async () => {
  const { exitCode, last } = await run('edit', '--n', '1', '--methods', 'source,sdedit', '--out', folder, '--json');
  expect(exitCode).toBe(0);
  const report = JSON.parse(last) as { methods: { id: string; insidePsnr: number }[] };
  expect(report).toMatchObject({
    set: 'test',
    n: 1,
    methods: [
      // The unedited photo: nothing is lost outside, the edited attribute is not there, and the others are.
      { id: 'source', outsidePsnr: 100, editedAttribute: 0, keptAttributes: 1, rows: 0 },
      { id: 'sdedit', rows: 3 },
    ],
  });
  expect(JSON.parse(await readFile(join(folder, 'edit.json'), 'utf8'))).toEqual(report);
  const sheet = await sharp(join(folder, 'edit.webp')).metadata();
  expect(sheet.width).toBeGreaterThan(4 * 256);

  // Of all methods there is no sheet, and every score is kept as it is found.
  const all = await run('edit', '--all', '--n', '1', '--methods', 'sdedit', '--out', folder, '--json');
  expect(JSON.parse(await readFile(join(folder, 'edit-all.json'), 'utf8'))).toEqual(JSON.parse(all.last));
  const [, kept = ''] = (await readFile(join(folder, 'edit-all.jsonl'), 'utf8')).split('\n');
  expect(JSON.parse(kept)).toMatchObject({ value: { inside: report.methods[1]?.insidePsnr } });
});

test('frames finds the whole of a wide photo nearer to the truth than its middle, for words about the scene', async () => {
  const { exitCode, last } = await run('frames', '--n', '1', '--methods', 'middle,whole', '--json');
  expect(exitCode).toBe(0);
  const { methods } = JSON.parse(last) as { methods: { id: string; scene: { n: number; inside: number } }[] };
  expect(methods).toMatchObject([
    { id: 'middle', scene: { n: 1 }, thing: { n: 0 } },
    { id: 'whole', scene: { n: 1 }, thing: { n: 0 } },
  ]);
  const [middle = Number.NaN, whole = Number.NaN] = methods.map(({ scene }) => scene.inside);
  expect(whole).toBeGreaterThan(middle + 3);
});

test('the square about a thing holds what the middle one cuts', async () => {
  const { last } = await run('frames', '--squares', '--n', '1', '--json');
  expect(JSON.parse(last)).toMatchObject({ n: 1, chosen: 1, middle: 0 });
});

test('speed gives the ratios and where they were measured', async () => {
  const { exitCode, last } = await run('speed', '--n', '1', '--json');
  expect(exitCode).toBe(0);
  const positive = expect.any(Number);
  expect(JSON.parse(last)).toMatchObject({
    device: expect.stringContaining('onnxruntime-node'),
    ratios: {
      gradientOverForward: positive,
      compiledOverOriginal: positive,
      controlledOverPlain: positive,
      laterWordsOverControlled: positive,
    },
  });
});

test('operators adds up the profile of the forward run and of the gradient', async () => {
  const { exitCode, last } = await run('operators', '--n', '2', '--json');
  expect(exitCode).toBe(0);
  const { ratios, operators } = JSON.parse(last) as {
    ratios: { gradientOverForward: number };
    operators: { operator: string; forward: number; gradient: number }[];
  };
  expect(ratios.gradientOverForward).toBeGreaterThan(1);
  expect(operators.find(({ operator }) => operator === 'Conv')?.forward).toBeGreaterThan(0);
});

test('an unknown method is refused, and the known ones are listed', async () => {
  const { exitCode, error } = await run('edit', '--n', '1', '--methods', 'magic');
  expect(exitCode).toBe(2);
  expect(error).toHaveLength(1);
  expect(error[0]).toMatch(/^Unknown method 'magic'\. Known: source, sdedit, .*, renoir, located, painted\.$/);
});
