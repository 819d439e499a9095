import type { Photo } from '../../photo/photo.ts';
import { hashBlob } from '../../storage/hash-blob.ts';
import {
  storeEntry,
  storePhoto,
  storeResult,
  photoKeyOf,
  VISIT_VERSION,
  type StoredSession,
} from '../../storage/stored-records.ts';
import type { RecordChange } from '../../storage/history-records.ts';
import type { HistoryDatabase } from '../../storage/history-database.ts';
import type { AppState } from '../../store/app-state.ts';
import type { HistoryEntry } from '../../store/history-reducer.ts';
import { recipeOf } from '../../store/recipe.ts';

/** What the database already holds. */
export interface Written {
  readonly entries: Map<string, HistoryEntry>;
  /** Hash of the file, by the key of the photo. */
  readonly photos: Map<string, string>;
  /** Hashes of files known by their photo's id: one photo has many cut-outs. */
  readonly hashes: Map<string, string>;
}

export function nothingWritten(): Written {
  return { entries: new Map(), photos: new Map(), hashes: new Map() };
}

/**
 * Brings the database in step with a state: writes what is new, deletes what is gone. A record at a time, each in an idle moment.
 *
 * @param idle resolves when the page has time
 * @throws DOMException `QuotaExceededError` if the disk is full; what was written before stays
 */
export async function writeVisit(
  { records, photos }: HistoryDatabase,
  written: Written,
  state: AppState,
  idle: () => Promise<void>,
): Promise<void> {
  const { photo, history } = state;
  if (photo === null) return;
  const wanted = new Map<string, Photo>();
  for (const each of [photo, ...history.entries.map((entry) => entry.photo)]) wanted.set(photoKeyOf(each), each);

  for (const [key, each] of wanted) {
    if (written.photos.has(key)) continue;
    // A photo that was just opened is on this disk alone: it does not wait.
    if (each !== photo) await idle();
    const hash = written.hashes.get(each.id) ?? (await hashBlob(each.file));
    written.hashes.set(each.id, hash);
    await photos.write(hash, each.file);
    await records.put('photos', storePhoto(each, hash), key);
    written.photos.set(key, hash);
  }
  for (const entry of history.entries) {
    if (written.entries.get(entry.id) === entry) continue;
    await idle();
    await records.put('entries', storeEntry(entry), entry.id);
    written.entries.set(entry.id, entry);
  }
  await idle();
  const order = history.entries.map(({ id }) => id);
  await records.put('session', storeSession(state, photo, order), 'last');

  for (const id of written.entries.keys()) {
    if (order.includes(id)) continue;
    await records.delete('entries', id);
    written.entries.delete(id);
  }
  const gone = [...written.photos.keys()].filter((key) => !wanted.has(key));
  for (const key of gone) {
    await records.delete('photos', key);
    written.photos.delete(key);
  }
}

/**
 * Writes what can be written before it returns, for a page that may be gone in the next moment: all but photos whose file is not on the
 * disk yet, and their edits.
 */
export function writeVisitAtOnce({ records }: HistoryDatabase, written: Written, state: AppState): void {
  const { photo, history } = state;
  const files = new Set(written.photos.values());
  const hashOf = ({ id }: Photo): string | null => {
    const hash = written.hashes.get(id);
    return hash !== undefined && files.has(hash) ? hash : null;
  };
  if (photo === null || hashOf(photo) === null) return;
  const entries = history.entries.filter((entry) => hashOf(entry.photo) !== null);
  const order = entries.map(({ id }) => id);
  const gone = [...written.entries.keys()].filter((id) => !order.includes(id));
  const changes: RecordChange[] = [
    ...entries
      .filter((entry) => written.entries.get(entry.id) !== entry)
      .map((entry) => ({ store: 'entries', key: entry.id, value: storeEntry(entry) }) as const),
    ...gone.map((key) => ({ store: 'entries', key, value: null }) as const),
    { store: 'session', key: 'last', value: storeSession(state, photo, order) },
  ];
  for (const each of new Set([photo, ...entries.map((entry) => entry.photo)])) {
    const [key, hash] = [photoKeyOf(each), hashOf(each)];
    if (hash !== null && !written.photos.has(key))
      changes.push({ store: 'photos', key, value: storePhoto(each, hash) });
  }
  records.changeAtOnce(changes);
}

function storeSession(state: AppState, photo: Photo, order: readonly string[]): StoredSession {
  const { result, resultKey } = state.run;
  return {
    version: VISIT_VERSION,
    photoKey: photoKeyOf(photo),
    recipe: recipeOf(state),
    result: result && storeResult(result),
    resultKey,
    order: [...order],
    cursor: order.indexOf(state.history.entries[state.history.cursor]?.id ?? ''),
  };
}

/** Removes the files of photos that no record names any more. Apart, because an edit that was deleted may be taken back. */
export async function deleteUnusedPhotos({ photos }: HistoryDatabase, written: Written): Promise<void> {
  await photos.keepOnly(new Set(written.photos.values()));
}
