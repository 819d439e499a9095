import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { StoredEntry, StoredPhoto, StoredSession } from './stored-records.ts';

const DATABASE = 'renoir-history';
const VERSION = 1;

interface Records extends DBSchema {
  photos: { key: string; value: StoredPhoto };
  entries: { key: string; value: StoredEntry };
  session: { key: 'last'; value: StoredSession };
}

const STORES = ['photos', 'entries', 'session'] as const;

type RecordStore = (typeof STORES)[number];

/** What becomes of one record. */
export type RecordChange =
  | {
      [S in RecordStore]: { readonly store: S; readonly key: Records[S]['key']; readonly value: Records[S]['value'] };
    }[RecordStore]
  | { readonly store: 'entries'; readonly key: string; readonly value: null };

/** The part of the database that is used. */
export interface HistoryRecords extends Pick<IDBPDatabase<Records>, 'get' | 'put' | 'delete' | 'close'> {
  /** Begins and ends one transaction before it returns: the browser finishes it even if the page is gone in the next moment. */
  changeAtOnce(changes: readonly RecordChange[]): void;
}

/** The database of what the page keeps between two visits, but for the photos themselves. */
export async function openHistoryRecords(): Promise<HistoryRecords> {
  const database = await openDB<Records>(DATABASE, VERSION, {
    upgrade(upgraded) {
      for (const name of STORES) upgraded.createObjectStore(name);
    },
  });
  return {
    get: database.get.bind(database),
    put: database.put.bind(database),
    delete: database.delete.bind(database),
    close: database.close.bind(database),
    changeAtOnce(changes) {
      const transaction = database.transaction(STORES, 'readwrite');
      // What fails is written by the next save, if there is one.
      transaction.done.catch(() => undefined);
      for (const { store, key, value } of changes) {
        const records = transaction.objectStore(store);
        const request = value === null ? records.delete(key) : records.put(value, key);
        request.catch(() => undefined);
      }
      transaction.commit();
    },
  };
}
