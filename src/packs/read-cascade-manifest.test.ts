import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCascadeManifest } from './read-cascade-manifest.ts';
import { readManifest } from './read-manifest.ts';

const manifestOf = (pack: string) => fileURLToPath(new URL(`../../${pack}/pack.json`, import.meta.url));
const [CASCADE, STARTER] = [manifestOf('bench/cascade'), manifestOf('public/models/starter')];

type Fields = Record<string, unknown>;
interface Stages {
  readonly stages: readonly [Fields, Fields];
}

async function readChanged(change: (manifest: Fields & Stages) => void, file = CASCADE): Promise<unknown> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Fields & Stages;
  change(manifest);
  return readCascadeManifest({ read: async () => new TextEncoder().encode(JSON.stringify(manifest)) });
}

test('the cascade’s own is read as it is', async () => {
  expect(await readChanged(() => undefined)).toEqual(JSON.parse(await readFile(CASCADE, 'utf8')));
});

const WRONG: readonly (readonly [what: string, field: string, change: (manifest: Fields & Stages) => void])[] = [
  ['no name', 'name', (manifest) => delete manifest['name']],
  ['files outside of the pack', 'files', (manifest) => (manifest['files'] = [{ path: '../x', sizeBytes: 1 }])],
  ['no stages', 'stages', (manifest) => Object.assign(manifest, { stages: [] })],
  ['a folder outside of the pack', 'stages', ({ stages }) => (stages[0]['folder'] = '../unet')],
  ['other betas', 'stages', ({ stages }) => (stages[0]['betaSchedule'] = 'linear')],
  ['timesteps that rise', 'stages', ({ stages }) => (stages[0]['timesteps'] = [100, 300])],
  ['no timesteps', 'stages', ({ stages }) => (stages[0]['timesteps'] = [])],
  ['a timestep beyond the schedule', 'stages', ({ stages }) => (stages[1]['timesteps'] = [1000])],
  ['a noise level beyond the schedule', 'stages', ({ stages }) => (stages[1]['noiseLevel'] = 1000)],
  ['a first stage with a picture beside it', 'stages', ({ stages }) => (stages[0]['noiseLevel'] = 100)],
  ['a further stage without one', 'stages', ({ stages }) => (stages[1]['noiseLevel'] = null)],
  ['sizes that are no multiples', 'stages', ({ stages }) => (stages[1]['image'] = { width: 48, height: 64 })],
];

test.each(WRONG)('%s: %s is named', async (_, field, change) => {
  await expect(readChanged(change)).rejects.toMatchObject({
    error: { code: 'pack/corrupt-file', parameters: { file: 'pack.json', field } },
  });
});

test('a newer format is named as one', async () => {
  await expect(readChanged((manifest) => (manifest['formatVersion'] = 2))).rejects.toMatchObject({
    error: { code: 'pack/unsupported', parameters: { formatVersion: 2 } },
  });
});

test('a pack is no cascade, and a cascade no pack', async () => {
  await expect(readChanged(() => undefined, STARTER)).rejects.toMatchObject({ error: { code: 'pack/unsupported' } });
  const reader = { read: async () => new Uint8Array(await readFile(CASCADE)) };
  await expect(readManifest(reader)).rejects.toMatchObject({ error: { code: 'pack/unsupported' } });
});
