import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/testing/run-command.ts';
import { CASCADE } from './cascade.ts';

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PACK = pathOf('bench/cascade');
const PHOTO = ['--image', pathOf('public/samples/yellow-duck.png')];
const SOURCE = ['--source', 'a yellow duck on a wooden table at sunset'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-cascade-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => runCommand('renoir', { cascade: CASCADE }, ['cascade', ...args]);
const jsonOf = ({ out }: { readonly out: readonly string[] }): unknown => JSON.parse(out.at(-1) ?? '');

test('a picture is painted by words, small and large side by side', async () => {
  const out = join(folder, 'painted.png');
  const words = ['--prompt', 'a red ball on grass at day', '--seed', '7', '--out', out];
  const result = await run('generate', '--pack', PACK, ...words, '--json');
  expect(result).toMatchObject({ exitCode: 0 });
  // 19 steps; the first stage is guided.
  expect(jsonOf(result)).toMatchObject({ action: 'generate', rows: [38, 19], out });
  expect(await sharp(out).metadata()).toMatchObject({ width: 32 + 64, height: 64 });
  // Red in the middle of the small picture, grass below it.
  const colourAt = async (left: number, top: number) => {
    const patch = await sharp(out).extract({ left, top, width: 4, height: 4 }).raw().toBuffer();
    return [0, 1, 2].map((channel) => patch.filter((_, i) => i % 3 === channel).reduce((sum, value) => sum + value, 0));
  };
  const [red = 0, green = 0] = await colourAt(14, 14);
  expect(red).toBeGreaterThan(2 * green);
  const [redBelow = 0, greenBelow = 0, blueBelow = 0] = await colourAt(14, 28);
  expect(greenBelow).toBeGreaterThan(Math.max(redBelow, blueBelow));
}, 600_000);

test('a photo is inverted without an autoencoder, and edited', async () => {
  const quick = ['--method', 'anderson:3'];
  const inverted = await run('invert', '--pack', PACK, ...PHOTO, ...SOURCE, ...quick, '--json');
  expect(inverted).toMatchObject({ exitCode: 0 });
  expect(jsonOf(inverted)).toMatchObject({
    stages: [
      { method: 'ddim', width: 32, rows: 19 },
      { method: 'anderson', width: 64, rows: 57 },
    ],
  });
  const out = join(folder, 'edited.png');
  const words = [...SOURCE, '--target', 'a red duck on a wooden table at sunset'];
  const edited = await run(
    'edit',
    '--pack',
    PACK,
    ...PHOTO,
    ...words,
    ...quick,
    '--strength',
    '0.5',
    '--out',
    out,
    '--json',
  );
  expect(edited).toMatchObject({ exitCode: 0 });
  const { changed } = jsonOf(edited) as { changed: readonly number[] };
  expect(changed).toHaveLength(2);
  expect(changed.every((part) => part > 0 && part < 1)).toBe(true);
  expect(await sharp(out).metadata()).toMatchObject({ width: 96, height: 64 });
}, 600_000);

test('what is not there is named before anything runs', async () => {
  expect(await run()).toMatchObject({ exitCode: 2, error: ['Say what to do: generate, invert, edit.'] });
  expect(await run('generate', '--prompt', 'a ball')).toMatchObject({ exitCode: 2, error: ['--pack is missing.'] });
  expect(await run('edit', '--pack', PACK, ...PHOTO, ...SOURCE)).toMatchObject({
    exitCode: 2,
    error: ['--out is missing.'],
  });
  const unknown = await run('invert', '--pack', PACK, ...PHOTO, ...SOURCE, '--method', 'newton');
  expect(unknown.error[0]).toMatch(/^Unknown method 'newton'\. Known: /);
  const starter = await run('generate', '--pack', pathOf('public/models/starter'), '--prompt', 'a', '--out', 'x.png');
  expect(starter).toMatchObject({ exitCode: 2, error: [expect.stringContaining('no pixel cascade')] });
});
