/** What earlier releases stored and saved is read, or made anew; what a newer one did is told from damage and not touched. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readPictureRecipe } from '../../src/app/formats/picture-recipe.ts';
import { readProject } from '../../src/app/formats/read-project.ts';
import { readFragment } from '../../src/app/formats/recipe-link.ts';
import { loadVisit } from '../../src/app/services/history/load-visit.ts';
import { isOfNewerVersion } from '../../src/app/storage/history-database.ts';
import { parseChoice } from '../../src/app/storage/pack-choice.ts';
import { createMemoryHistory } from '../../src/app/storage/testing/memory-history.ts';
import { parseExportChoice } from '../../src/app/store/export-choice.ts';
import { readPngRecipe } from '../../src/imaging/metadata/png-chunks.ts';
import { readManifest } from '../../src/packs/read-manifest.ts';
import { createTestReader } from '../folder-reader.ts';
import { readStoredRecords, STORED_FILES, type StoredHistory } from './stored-files.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/stored', import.meta.url));
const rest = (): Promise<void> => Promise.resolve();

const prompts = { source: 'a red ball', target: 'a blue ball', emphasis: { 1: 1.4 } };
const marks = [{ kind: 'brush', radiusPx: 2, points: [1, 1] }];
const tuning = { freedom: 0.7, overrides: { seed: 7, localBlend: false } };
const painted = { prompts, tuning: { ...tuning, mask: { marks, isLimit: true, feather: 0.02 } } };

function openHistory(stored: StoredHistory) {
  const memory = createMemoryHistory();
  for (const [key, record] of Object.entries(readStoredRecords(stored))) memory.records.set(key, record);
  for (const [hash, content] of Object.entries(stored.photos)) memory.files.set(hash, new File([content], hash));
  return memory;
}

describe.each(readdirSync(FOLDER))('what Renoir %s stored', (version) => {
  const bytesOf = (name: keyof typeof STORED_FILES): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(join(FOLDER, version, STORED_FILES[name])));
  const textOf = (name: keyof typeof STORED_FILES): string => new TextDecoder().decode(bytesOf(name));

  it('as a project is opened whole', async () => {
    const answer = await readProject(new Blob([bytesOf('project')]), rest);
    if (!answer.ok) throw new Error(answer.code);
    const { photo, recipe, result, cursor, entries } = answer.value;
    expect(await photo.file.text()).toBe('beach');
    expect(recipe).toEqual(painted);
    expect(result?.image).toEqual({ width: 2, height: 2, data: new Uint8ClampedArray(16).fill(49) });
    expect(cursor).toBe(1);
    expect(entries.map(({ name, photo: { name: file } }) => [name, file])).toEqual([
      ['a blue ball', 'beach.png'],
      ['a green ball', 'beach.png'],
      ['a blue ball', 'town.png'],
    ]);
  });

  it('as a history in the browser comes back', async () => {
    const { database } = openHistory(JSON.parse(textOf('history')) as StoredHistory);
    const visit = await loadVisit(database);
    expect(visit?.entries.map(({ id, name }) => [id, name])).toEqual([
      ['1', 'a blue ball'],
      ['2', 'a green ball'],
      ['3', 'a blue ball'],
    ]);
    expect(await visit?.entries[2]?.photo.file.text()).toBe('town');
    expect(visit?.entries[1]?.result.inversion?.reconstruction).toMatchObject({ width: 2, height: 2 });
    expect(visit?.session).toMatchObject({ recipe: painted, resultKey: 'beach a blue ball', cursor: 1 });
  });

  it('in a picture and in a link is the same words and settings', () => {
    expect(readPictureRecipe(readPngRecipe(bytesOf('picture')) ?? '')).toEqual({
      recipe: painted,
      photoName: 'beach.png',
      photoHash: 'ab'.repeat(32),
    });
    expect(readFragment(textOf('link'))).toEqual({
      recipe: { prompts, tuning },
      sample: 'blue-ball',
      pack: 'starter',
    });
  });

  it('as choices is chosen again', () => {
    const settings = JSON.parse(textOf('settings')) as Readonly<Record<string, string>>;
    expect(parseChoice(JSON.parse(settings['renoir-pack'] ?? ''))).toEqual({ kind: 'stored', id: 'owner--name' });
    expect(parseExportChoice(JSON.parse(settings['renoir-export'] ?? ''))).toMatchObject({
      format: 'webp',
      quality: 0.92,
    });
  });

  it('as a manifest is read', async () => {
    const reader = createTestReader(join(FOLDER, version));
    expect(await readManifest(reader)).toMatchObject({ id: 'starter', image: { width: 128, height: 128 } });
  });
});

describe('what a newer Renoir stored', () => {
  const newest = join(FOLDER, readdirSync(FOLDER).sort().at(-1) ?? '');

  it('as a project is refused as that', async () => {
    const zip = unzipSync(new Uint8Array(readFileSync(join(newest, STORED_FILES.project))));
    const manifest = new TextDecoder().decode(zip['manifest.json']).replace('"version":1', '"version":3');
    const newer = new Blob([zipSync({ ...zip, 'manifest.json': strToU8(manifest) })]);
    expect(await readProject(newer, rest)).toEqual({ ok: false, code: 'project/newer' });
  });

  it('as a history is not read, so that nothing is written over it', async () => {
    const stored = JSON.parse(readFileSync(join(newest, STORED_FILES.history), 'utf8')) as StoredHistory;
    const { database, records } = openHistory(stored);
    records.set('session last', { ...(records.get('session last') as object), version: 2 });
    const error: unknown = await loadVisit(database).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(isOfNewerVersion(error)).toBe(true);
  });
});
