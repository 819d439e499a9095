import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { HistoryDatabase } from '../../storage/history-database.ts';
import { createMemoryHistory } from '../../storage/testing/memory-history.ts';
import { INITIAL_STATE, type AppState } from '../../store/app-state.ts';
import { loadVisit } from './load-visit.ts';
import { createEntry } from '../../store/testing/history-entry.ts';
import { nothingWritten, deleteUnusedPhotos, writeVisit, writeVisitAtOnce } from './write-visit.ts';

const idle = (): Promise<void> => Promise.resolve();

function createState(...entries: readonly ReturnType<typeof createEntry>[]): AppState {
  const last = entries.at(-1) ?? createEntry('0', 'beach');
  const { photo, prompts, tuning, result, key } = last;
  const run = { ...INITIAL_STATE.run, result, resultKey: key };
  return {
    ...INITIAL_STATE,
    photo,
    prompts,
    tuning,
    run,
    history: { entries, cursor: entries.length - 1, dropped: 0 },
  };
}

const [first, second] = [createEntry('1', 'beach'), createEntry('2', 'beach', 'a green ball')];
const beach = [first, { ...second, photo: first.photo }] as const;
const town = createEntry('3', 'town');

describe('what is kept', () => {
  it('comes back with photo, words, settings, results and their order', async () => {
    const { database } = createMemoryHistory();
    await writeVisit(database, nothingWritten(), createState(...beach, town), idle);
    const visit = await loadVisit(database);
    expect(visit?.entries).toEqual([...beach, town].map((entry) => ({ ...entry, photo: expect.anything() })));
    expect(visit?.entries[1]?.photo, 'edits of one photo share it').toBe(visit?.entries[0]?.photo);
    expect(await visit?.entries[2]?.photo.file.text()).toBe('town');
    expect(visit?.session).toMatchObject({
      recipe: { prompts: town.prompts, tuning: town.tuning },
      result: town.result,
      resultKey: town.key,
      cursor: 2,
    });
  });

  it('stands in the records as it always did: what inversion made beside the rest, and nothing of it where there was none', async () => {
    const { database, records } = createMemoryHistory();
    const direct = { ...town, result: { ...town.result, inversion: null } };
    await writeVisit(database, nothingWritten(), createState(first, direct), idle);
    expect(records.get('entries 1')).toMatchObject({
      result: {
        reconstruction: { width: 2, height: 2 },
        psnrReconstruction: 30,
        inversion: { method: 'rnri', residuals: [[0.1, 0.01]], rows: 8, seconds: 1, noiseEnergy: 0.4 },
      },
    });
    expect(records.get('entries 3')).not.toHaveProperty('result.inversion');
    expect((await loadVisit(database))?.entries[1]?.result.inversion).toBeNull();
  });

  it('is written once: a later save writes what is new and the session', async () => {
    const { database, writes, files } = createMemoryHistory();
    const written = nothingWritten();
    await writeVisit(database, written, createState(...beach), idle);
    expect(writes).toEqual(['file', 'photos', 'entries', 'entries', 'session']);
    expect(files.size).toBe(1);
    writes.length = 0;
    await writeVisit(database, written, createState(...beach, town), idle);
    expect(writes).toEqual(['file', 'photos', 'entries', 'session']);
  });

  it('goes when the history lets it go, photo and all', async () => {
    const { database, records, files } = createMemoryHistory();
    const written = nothingWritten();
    await writeVisit(database, written, createState(...beach, town), idle);
    await writeVisit(database, written, createState(town), idle);
    expect([...records.keys()].filter((key) => key.startsWith('entries'))).toEqual(['entries 3']);
    expect(files.size, 'what was deleted may be taken back').toBe(2);
    await deleteUnusedPhotos(database, written);
    expect(files.size).toBe(1);
  });

  it('is written at once where the page may be gone in the next moment, but for photos that are not on the disk yet', async () => {
    const { database, records, writes } = createMemoryHistory();
    const written = nothingWritten();
    writeVisitAtOnce(database, written, createState(first));
    expect(writes, 'a record without its photo is worth nothing').toEqual([]);
    await writeVisit(database, written, createState(...beach), idle);
    const state = createState(second, { ...second, id: '4', photo: first.photo }, town);
    const words = { ...second.prompts, target: 'a purple ball' };
    writeVisitAtOnce(database, written, { ...state, photo: first.photo, prompts: words });
    const visit = await loadVisit(database);
    expect(visit?.entries.map(({ id }) => id)).toEqual(['2', '4']);
    expect(visit?.session).toMatchObject({ recipe: { prompts: words }, cursor: -1 });
    expect([...records.keys()].filter((key) => key.startsWith('entries'))).toEqual(['entries 2', 'entries 4']);
    await writeVisit(database, written, state, idle);
    expect((await loadVisit(database))?.entries.map(({ id }) => id)).toEqual(['2', '4', '3']);
  });

  it('is tried again after the disk was full', async () => {
    const { database } = createMemoryHistory();
    const full: HistoryDatabase = {
      ...database,
      photos: { ...database.photos, write: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) },
    };
    const written = nothingWritten();
    await expect(writeVisit(full, written, createState(town), idle)).rejects.toThrow('full');
    await writeVisit(database, written, createState(town), idle);
    expect((await loadVisit(database))?.entries).toHaveLength(1);
  });

  describe.each(['full', 'gone'] as const)('of two saves, where the disk is %s at any write', (fault) => {
    /** The n-th write goes wrong: nothing of it is kept, and if the page is gone, nothing of those after it. */
    function failAt(database: HistoryDatabase, failing: number): { readonly faulty: HistoryDatabase; count(): number } {
      let writes = 0;
      const check = (): void => {
        writes += 1;
        if (writes === failing || (fault === 'gone' && writes > failing && failing > 0)) {
          throw new DOMException('full', 'QuotaExceededError');
        }
      };
      const { records, photos } = database;
      const faulty = {
        photos: {
          ...photos,
          write: async (...file: Parameters<typeof photos.write>) => (check(), photos.write(...file)),
        },
        records: {
          get: records.get,
          put: async (...record: Parameters<typeof records.put>) => (check(), records.put(...record)),
          delete: async (...record: Parameters<typeof records.delete>) => (check(), records.delete(...record)),
        },
      } as HistoryDatabase;
      return { faulty, count: () => writes };
    }

    const changed = createState(second, town);
    const before = createState(...beach);

    async function saveTwice(failing: number) {
      const { database } = createMemoryHistory();
      const written = nothingWritten();
      await writeVisit(database, written, before, idle);
      const { faulty, count } = failAt(database, failing);
      const saving = await writeVisit(faulty, written, changed, idle).then(
        () => 'saved',
        () => 'failed',
      );
      return { database, written, saving, writes: count() };
    }

    it('the visit is that of before or after, whole, and what was not written is written next time', async () => {
      const { writes } = await saveTwice(0);
      expect(writes).toBeGreaterThan(4);
      for (let failing = 1; failing <= writes; failing++) {
        const { database, written, saving } = await saveTwice(failing);
        expect([failing, saving]).toEqual([failing, 'failed']);
        const visit = await loadVisit(database);
        const key = visit?.session?.resultKey;
        expect([failing, key === before.run.resultKey || key === changed.run.resultKey]).toEqual([failing, true]);
        const shown = key === before.run.resultKey ? before : changed;
        expect([failing, visit?.session?.recipe.prompts]).toEqual([failing, shown.prompts]);
        expect(await visit?.session?.photo.file.text()).toBe(shown.photo?.id);
        // Every edit that the session names is there with its photo.
        const kept = visit?.entries.map(({ id }) => id) ?? [];
        expect([failing, kept]).toEqual([failing, shown.history.entries.map(({ id }) => id)]);

        const afterwards = fault === 'gone' ? nothingWritten() : written;
        await writeVisit(database, afterwards, changed, idle);
        expect((await loadVisit(database))?.entries.map(({ id }) => id)).toEqual([second.id, town.id]);
      }
    });
  });

  it('comes back at the size of the edit where the browser has removed the photo, and is kept so from then on', async () => {
    const { database, files, records } = createMemoryHistory();
    await writeVisit(database, nothingWritten(), createState(...beach), idle);
    files.clear();
    const visit = await loadVisit(database);
    const [{ photo, prompts, result } = first] = visit?.entries ?? [];
    expect(visit?.entries.map(({ id }) => id)).toEqual(['1', '2']);
    expect([prompts, result]).toEqual([first.prompts, first.result]);
    expect(visit?.entries[1]?.photo, 'edits of one photo share it').toBe(photo);
    expect(visit?.session?.photo).toBe(photo);
    expect(visit?.shrunk).toEqual(new Set([photo]));
    const { width, height, data } = photo.pixels;
    expect(photo).toMatchObject({ widthPx: width, heightPx: height, crop: { x: 0, y: 0, width, height } });
    const decoded = await sharp(await photo.file.arrayBuffer())
      .raw()
      .toBuffer();
    expect([...decoded]).toEqual([...data]);

    const written = nothingWritten();
    for (const [key, hash] of visit?.photoHashes ?? []) written.photos.set(key, hash);
    await writeVisit(database, written, createState(...(visit?.entries ?? [])), idle);
    const again = await loadVisit(database);
    expect(again?.shrunk.size).toBe(0);
    expect(again?.entries[0]?.photo).toMatchObject({ id: photo.id, widthPx: width });
    expect([...records.keys()].filter((key) => key.startsWith('photos'))).toHaveLength(1);
  });

  it('is nothing on the first visit', async () => {
    expect(await loadVisit(createMemoryHistory().database)).toBeNull();
  });
});
