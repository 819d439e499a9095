import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { countServedTwice, startHubServer, type HubServer } from '../../test/hub-server.ts';
import { COMMANDS } from '../commands.ts';
import { fetchRepository } from './pack-fetch.ts';
import { runCommand } from './testing/run-command.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/packs', import.meta.url));
const TURBO = join(FIXTURES, 'sd-turbo-script-14');
const HALF = join(FIXTURES, 'lcm-script-17-half');

let hub: HubServer;
let packs: string;
beforeEach(async () => {
  packs = await mkdtemp(join(tmpdir(), 'renoir-fetch-'));
  hub = await startHubServer({ repositories: { 'small/sd-turbo': TURBO, 'small/lcm': HALF }, license: 'mit' });
});
afterEach(async () => {
  await hub.close();
  await rm(packs, { recursive: true });
});

const run = (...args: string[]) => runCommand('renoir', COMMANDS, [...args, '--hub', hub.origin, '--packs', packs]);

async function manifestOf(id: string): Promise<PackManifest> {
  return JSON.parse(await readFile(join(packs, id, 'pack.json'), 'utf8')) as PackManifest;
}

test('a repository becomes a pack whose every byte is that of the hub', async () => {
  const { exitCode, error } = await run('pack', 'add', 'small/sd-turbo');
  expect(exitCode).toBe(0);
  expect(error[0]).toBe(`small/sd-turbo (0.6 MB), licence mit: ${hub.origin}/small/sd-turbo`);
  const { license, version, files } = await manifestOf('sd-turbo');
  expect(license).toBe('mit');
  expect(version).toMatch(/^[0-9a-f]{12}$/);
  for (const { path } of files) {
    expect(await readFile(join(packs, 'sd-turbo', path))).toEqual(await readFile(join(TURBO, path)));
  }
  await expect(stat(join(packs, 'sd-turbo/.fetch'))).rejects.toThrow('ENOENT');
  expect((await run('pack', 'check', 'sd-turbo')).out).toContain(
    'Stable Diffusion, distilled (Turbo); predicts noise.',
  );
  expect((await run('pack', 'add', 'small/sd-turbo')).error.at(-1)).toContain('There is a pack');
});

test('a fetch of which a machine that went down kept half a record begins anew', async () => {
  const state = join(packs, 'sd-turbo/.fetch');
  await mkdir(state, { recursive: true });
  await writeFile(join(state, 'record.json'), '{"origin":');
  expect(await run('pack', 'add', 'small/sd-turbo')).toMatchObject({ exitCode: 0 });
  expect(await run('pack', 'check', 'sd-turbo')).toMatchObject({ exitCode: 0 });
});

test('a fetch whose connection was lost goes on where it was stopped, and no byte is sent twice', async () => {
  hub.cutAfter(250_000);
  const folder = join(packs, 'sd-turbo');
  const broken = fetchRepository(
    {
      origin: hub.origin,
      sources: [{ repository: 'small/sd-turbo' }],
      revision: 'main',
      folder,
      report: () => undefined,
      // What the other lines have sent is still on its way.
      waitSeconds: () => wait(1000),
    },
    () => Promise.resolve(),
  );
  await expect(broken).rejects.toMatchObject({ error: { code: 'hub/unreachable' } });
  const before = hub.served().reduce((sum, { length }) => sum + length, 0);
  expect(before).toBeGreaterThan(100_000);
  hub.mend();
  expect((await run('pack', 'add', 'small/sd-turbo@fp16')).error.at(-1)).toContain(
    'A download of small/sd-turbo@main has begun',
  );
  expect(await run('pack', 'add', 'small/sd-turbo')).toMatchObject({ exitCode: 0 });
  expect(countServedTwice(hub.served())).toBe(0);
  expect(await run('pack', 'check', 'sd-turbo')).toMatchObject({ exitCode: 0 });
});

test('a file that arrives damaged is fetched again, alone', async () => {
  hub.corrupt('unet/model.onnx', 5000, 1);
  const { exitCode, error } = await run('pack', 'add', 'small/sd-turbo');
  expect(exitCode).toBe(0);
  expect(error).toContain('unet/model.onnx arrived damaged; it is fetched again');
  const { size } = await stat(join(TURBO, 'unet/model.onnx'));
  expect(countServedTwice(hub.served())).toBe(size);
});

test('--with takes folders from another repository, weights and graph together', async () => {
  const { exitCode } = await run('pack', 'add', 'small/lcm', '--id', 'mixed', '--with', 'small/sd-turbo=tokenizer');
  expect(exitCode).toBe(0);
  const { files } = await manifestOf('mixed');
  expect(files.map(({ path }) => path)).toContain('unet/model.onnx.data');
  expect(hub.served().some(({ path }) => path === 'tokenizer/vocab.json')).toBe(true);
});

test('the address of a branch is that branch, and it alone', async () => {
  expect(await run('pack', 'add', `${hub.origin}/small/sd-turbo/tree/fp16`, '--revision', 'onnx')).toMatchObject({
    exitCode: 2,
    error: ['Name one revision: small/sd-turbo@fp16 is not --revision onnx.'],
  });
  expect(await run('pack', 'add', `${hub.origin}/small/sd-turbo/tree/fp16`)).toMatchObject({ exitCode: 0 });
  expect(hub.revisions()).toEqual(['fp16']);
});

test('says what is wrong in a sentence', async () => {
  expect(await run('pack', 'add', 'small/none')).toMatchObject({
    exitCode: 1,
    error: ['The hub has no such repository or file (repository small/none).'],
  });
  expect((await run('pack', 'add', 'small/lcm', '--with', 'vae')).error).toEqual([
    "--with must be a repository and its folders, owner/name=vae_encoder, not 'vae'.",
  ]);
});

test('a folder of another repository can become the decoder for previews', async () => {
  const own = 'small/sd-turbo=vae_decoder:preview_decoder';
  expect(await run('pack', 'add', 'small/sd-turbo', '--id', 'doubled', '--with', own)).toMatchObject({ exitCode: 0 });
  const decoder = await readFile(join(TURBO, 'vae_decoder/model.onnx'));
  expect(await readFile(join(packs, 'doubled/preview_decoder/model.onnx'))).toEqual(decoder);
  expect(await manifestOf('doubled')).toMatchObject({ preview: { scalingFactor: 0.18215 } });
  expect((await run('pack', 'check', 'doubled', '--run')).out.join(' ')).toMatch(/preview_decoder.*preview \d/);
});
