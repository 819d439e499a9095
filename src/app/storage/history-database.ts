import { openPhotoFiles, type PhotoFiles } from './photo-files.ts';
import { openHistoryRecords, type HistoryRecords } from './history-records.ts';

/** What the page keeps on this computer between two visits. */
export interface HistoryDatabase {
  readonly photos: PhotoFiles;
  readonly records: HistoryRecords;
}

export type OpenedHistory =
  | { readonly status: 'open'; readonly database: HistoryDatabase }
  /** `elsewhere`: another tab saves; `newer`: a newer Renoir wrote it; `off`: the browser stores nothing for this window. */
  | { readonly status: 'elsewhere' | 'newer' | 'off' };

const LOCK = 'renoir-history';
/** A page that is being reloaded needs a moment to release the lock. */
const LOCK_TIMEOUT_MS = 2000;

/** Opens what was saved. One tab at a time may: two that write the same history would undo each other. */
export async function openHistoryDatabase(): Promise<OpenedHistory> {
  try {
    if (!(await holdLock(LOCK, LOCK_TIMEOUT_MS))) return { status: 'elsewhere' };
    const [photos, records] = await Promise.all([openPhotoFiles(navigator.storage), openHistoryRecords()]);
    return { status: 'open', database: { photos, records } };
  } catch (error) {
    return { status: isOfNewerVersion(error) ? 'newer' : 'off' };
  }
}

/** Whether what is stored was not read because a newer Renoir wrote it. */
export function isOfNewerVersion(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'VersionError';
}

/** True once this page holds the lock; it then keeps it until it is closed. */
async function holdLock(name: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(timeoutMs) }, () => {
        resolve(true);
        return new Promise<void>(() => undefined);
      })
      .catch(() => resolve(false));
  });
}
