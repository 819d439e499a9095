/** The history that another release kept in this browser. */
import { afterEach, expect, it } from 'vitest';
import { deleteDB, openDB } from 'idb';
import stored from '../../../test/fixtures/stored/0.1.0/history.json?raw';
import { readStoredRecords, type StoredHistory } from '../../../test/stored/stored-files.ts';
import { loadVisit } from '../services/history/load-visit.ts';
import { openHistoryDatabase } from './history-database.ts';
import { openHistoryRecords } from './history-records.ts';
import { openPhotoFiles } from './photo-files.ts';

const DATABASE = 'renoir-history';
const STORES = ['photos', 'entries', 'session'];

async function writeAs(version: number): Promise<void> {
  const database = await openDB(DATABASE, version, {
    upgrade: (opened) => STORES.forEach((name) => opened.createObjectStore(name)),
  });
  const history = JSON.parse(stored) as StoredHistory;
  for (const [place, record] of Object.entries(readStoredRecords(history))) {
    const [store = '', ...key] = place.split(' ');
    await database.put(store, record, key.join(' '));
  }
  database.close();
  const photos = await openPhotoFiles(navigator.storage);
  for (const [hash, content] of Object.entries(history.photos)) await photos.write(hash, new Blob([content]));
}

async function countEntries(version: number): Promise<number> {
  const database = await openDB(DATABASE, version);
  const count = await database.count('entries');
  database.close();
  return count;
}

afterEach(async () => {
  await deleteDB(DATABASE);
});

it('of this version is read', async () => {
  await writeAs(1);
  const records = await openHistoryRecords();
  const visit = await loadVisit({ records, photos: await openPhotoFiles(navigator.storage) });
  expect(visit?.entries.map(({ name }) => name)).toEqual(['a blue ball', 'a green ball', 'a blue ball']);
  expect(await visit?.session?.photo.file.text()).toBe('beach');
  records.close();
});

it('of a newer one is said to be newer, and stays', async () => {
  await writeAs(2);
  expect(await openHistoryDatabase()).toEqual({ status: 'newer' });
  expect(await countEntries(2)).toBe(3);
});
