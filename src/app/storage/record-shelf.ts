import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptEntry, KeptPhoto, KeptSession } from './kept-records.ts';

const DATABASE = 'renoir-history';
const VERSION = 1;

interface Records extends DBSchema {
  photos: { key: string; value: KeptPhoto };
  entries: { key: string; value: KeptEntry };
  session: { key: 'last'; value: KeptSession };
}

/** The part of the database that is used. */
export type RecordShelf = Pick<IDBPDatabase<Records>, 'get' | 'put' | 'delete'>;

/** The database of what the page keeps between two visits, but for the photos themselves. */
export async function openRecordShelf(): Promise<RecordShelf> {
  return openDB<Records>(DATABASE, VERSION, {
    upgrade(database) {
      database.createObjectStore('photos');
      database.createObjectStore('entries');
      database.createObjectStore('session');
    },
  });
}
