import type { EditResult } from '../../../protocol/engine.ts';
import type { Photo } from '../../photo/photo.ts';
import { shrinkPhoto } from '../../photo/shrink-photo.ts';
import {
  reviveResult,
  VISIT_VERSION,
  type StoredEntry,
  type StoredPhoto,
  type StoredSession,
} from '../../storage/stored-records.ts';
import type { HistoryDatabase } from '../../storage/history-database.ts';
import type { HistoryEntry } from '../../store/history-reducer.ts';

/** What an earlier visit left. */
export interface StoredVisit {
  readonly entries: readonly HistoryEntry[];
  /** Hashes of the photos' files, by the key of the photo. */
  readonly photoHashes: ReadonlyMap<string, string>;
  /** Those whose files the browser has removed: what is left of them is the part that was edited, at the size it was edited at. */
  readonly shrunk: ReadonlySet<Photo>;
  /** Null if nothing of its photo is left. */
  readonly session:
    | (Omit<StoredSession, 'result'> & { readonly photo: Photo; readonly result: EditResult | null })
    | null;
}

/**
 * Reads what an earlier visit left, one record after the other, so that the page stays free; null if there is nothing.
 *
 * @throws DOMException `VersionError` if a newer Renoir left it, which must not be written over
 */
export async function loadVisit({ records, photos }: HistoryDatabase): Promise<StoredVisit | null> {
  const session = await records.get('session', 'last');
  // Any version may have written it.
  if (Number(session?.version) > VISIT_VERSION) throw new DOMException('a newer Renoir wrote it', 'VersionError');
  if (session?.version !== VISIT_VERSION) return null;
  const photoHashes = new Map<string, string>();
  const shrunk = new Set<Photo>();
  const opened = new Map<string, Photo | null>();

  const openPhoto = async (key: string): Promise<Photo | null> => {
    const known = opened.get(key);
    if (known !== undefined) return known;
    const stored = await records.get('photos', key);
    const photo = stored === undefined ? null : await revivePhoto(stored);
    if (stored !== undefined) photoHashes.set(key, stored.hash);
    opened.set(key, photo);
    return photo;
  };

  const revivePhoto = async ({ hash, type, ...photo }: StoredPhoto): Promise<Photo> => {
    const file = await photos.read(hash, photo.name, type);
    if (file !== null) return { ...photo, file };
    const small = await shrinkPhoto(photo);
    shrunk.add(small);
    return small;
  };

  const revive = async (entry: StoredEntry | undefined): Promise<HistoryEntry | null> => {
    if (entry === undefined) return null;
    const { photoKey, result, ...rest } = entry;
    const photo = await openPhoto(photoKey);
    return photo === null ? null : { ...rest, photo, result: reviveResult(result) };
  };

  const entries: HistoryEntry[] = [];
  for (const id of session.order) {
    const entry = await revive(await records.get('entries', id));
    if (entry !== null) entries.push(entry);
  }
  const photo = await openPhoto(session.photoKey);
  const result = session.result && reviveResult(session.result);
  return { entries, photoHashes, shrunk, session: photo === null ? null : { ...session, photo, result } };
}
