import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { StoredEntry, StoredPhoto, StoredSession } from './stored-records.ts';

const DATABASE = 'renoir-history';
const VERSION = 1;

interface Records extends DBSchema {
  photos: { key: string; value: StoredPhoto };
  entries: { key: string; value: StoredEntry };
  session: { key: 'last'; value: StoredSession };
}

/** The part of the database that is used. */
export type HistoryRecords = Pick<IDBPDatabase<Records>, 'get' | 'put' | 'delete'>;

/** The database of what the page keeps between two visits, but for the photos themselves. */
export async function openHistoryRecords(): Promise<HistoryRecords> {
  return openDB<Records>(DATABASE, VERSION, {
    upgrade(database) {
      database.createObjectStore('photos');
      database.createObjectStore('entries');
      database.createObjectStore('session');
    },
  });
}
