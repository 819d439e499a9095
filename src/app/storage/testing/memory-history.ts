import type { HistoryDatabase } from '../history-database.ts';
import type { HistoryRecords, RecordChange } from '../history-records.ts';

/** A database in memory that copies what it is given, as the browser's does; e2e/history.spec.ts runs the browser's. */
export function createMemoryHistory() {
  const records = new Map<string, unknown>();
  const files = new Map<string, File>();
  const writes: string[] = [];
  const recordDatabase = {
    get: async (store: string, key: string) => structuredClone(records.get(`${store} ${key}`)),
    put: async (store: string, value: unknown, key: string) => {
      writes.push(store);
      records.set(`${store} ${key}`, structuredClone(value));
    },
    delete: async (store: string, key: string) => void records.delete(`${store} ${key}`),
    changeAtOnce(changes: readonly RecordChange[]) {
      for (const { store, key, value } of changes) {
        writes.push(store);
        if (value === null) records.delete(`${store} ${key}`);
        else records.set(`${store} ${key}`, structuredClone(value));
      }
    },
  };
  const database: HistoryDatabase = {
    records: recordDatabase as unknown as HistoryRecords,
    photos: {
      async write(hash, file) {
        writes.push('file');
        files.set(hash, new File([file], hash));
      },
      read: async (hash, name, type) => {
        const file = files.get(hash);
        return file === undefined ? null : new File([file], name, { type });
      },
      hasAny: async () => files.size > 0,
      async keepOnly(hashes) {
        for (const hash of files.keys()) if (!hashes.has(hash)) files.delete(hash);
      },
    },
  };
  return { database, records, files, writes };
}
