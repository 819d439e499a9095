import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/testing/run-command.ts';
import { LAB } from './lab.ts';

const PACK = fileURLToPath(new URL('../../test/fixtures/packs/sd-turbo-script-14', import.meta.url));

let folder: string;
let photo: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-lab-'));
  photo = join(folder, 'photo.png');
  await sharp({ create: { width: 90, height: 60, channels: 3, background: '#3366cc' } })
    .png()
    .toFile(photo);
});
afterAll(() => rm(folder, { recursive: true }));

const lab = (...args: string[]) =>
  runCommand('renoir', { lab: LAB }, ['lab', '--image', photo, '--pack', PACK, ...args]);

test('a photo goes through the methods and edits that are asked for, into a sheet and a record', async () => {
  const out = join(folder, 'out');
  const words = ['--words', 'a red ball on grass', '--make', 'a blue ball on grass'];
  const methods = ['--methods', 'ddim,rnri:1?lambda=0', '--edits', 'no-control,sdedit'];
  const result = await lab(...words, ...methods, '--out', out, '--json');
  expect(result).toMatchObject({ exitCode: 0 });
  const json = JSON.parse(result.out.at(-1) ?? '') as { trials: object[] };
  expect(json.trials).toMatchObject([
    { kind: 'bound', psnr: expect.any(Number) },
    { kind: 'inversion', method: 'ddim', rows: 4, residuals: [[expect.any(Number)], {}, {}, {}] },
    { kind: 'edit', method: 'ddim', editor: 'no-control', rows: 4 },
    { kind: 'inversion', method: 'rnri:1?lambda=0', settings: { iterations: 1, parameters: { lambda: 0 } } },
    { kind: 'edit', method: 'rnri:1?lambda=0', editor: 'no-control' },
    { kind: 'edit', method: null, editor: 'sdedit' },
  ]);
  expect(result.error).toContain('2/6 ddim');
  expect(JSON.parse(await readFile(join(out, 'lab.json'), 'utf8'))).toMatchObject({ trials: json.trials });
  // The photo and the autoencoder's picture of it lie at the top left, at their places.
  const sheet = sharp(join(out, 'lab.png'));
  const { width = 0, height = 0 } = await sheet.metadata();
  expect([width, height].every((side) => side > 3 * 256)).toBe(true);
  const { data } = await sheet
    .extract({ left: 144, top: 176, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual([0x33, 0x66, 0xcc]);
}, 120_000);

test('without other words a photo is only inverted, and without a folder nothing is written', async () => {
  const result = await lab('--words', 'a red ball', '--methods', 'ddim');
  expect(result).toMatchObject({ exitCode: 0 });
  expect(result.out[0]).toMatch(/psnr +to vae +ssim +rows +seconds/);
  expect(result.out.map((line) => line.split(' ')[0])).toEqual(['', 'autoencoder', 'ddim']);
}, 120_000);

test('what is not there is named before anything runs', async () => {
  const { exitCode, error } = await lab('--words', 'a ball', '--methods', 'newton');
  expect(exitCode).toBe(2);
  expect(error[0]).toMatch(/^Unknown method 'newton'\. Known: /);
  expect(await lab('--words', 'a ball', '--make', 'b', '--edits', 'brush')).toMatchObject({ exitCode: 2 });
  expect(await lab()).toMatchObject({ exitCode: 2, error: ['--words is missing.'] });
});
