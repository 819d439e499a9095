import { unzipSync } from 'fflate';
import type { EditResult } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import { hashBlob } from '../storage/hash-blob.ts';
import {
  reviveResult,
  type StoredEntry,
  type StoredPhoto,
  type StoredResult,
  type StoredSession,
} from '../storage/stored-records.ts';
import { HISTORY_BUDGET_BYTES } from '../store/history-reducer.ts';
import { parseRecipe } from '../store/parse-recipe.ts';
import { restoreArrays } from './array-codec.ts';
import { isWholeResult } from './check-pictures.ts';
import { isNamedEntry, isStoredPhoto } from './check-project.ts';
import { arrayPath, MANIFEST_PATH, PROJECT_FORMAT, PROJECT_VERSION, type Project } from './project.ts';

export type ProjectAnswer =
  | { readonly ok: true; readonly value: Project }
  | { readonly ok: false; readonly code: 'project/broken' | 'project/newer' };

interface Manifest {
  readonly photos: Readonly<Record<string, StoredPhoto>>;
  readonly session: Omit<StoredSession, 'version' | 'order'>;
  readonly entries: readonly StoredEntry[];
}

/** Reads a project that `writeProject` wrote; checksums are compared, so that a damaged file is refused and not shown. */
export async function readProject(file: Blob, rest: () => Promise<void>): Promise<ProjectAnswer> {
  try {
    const zip = new Uint8Array(await file.arrayBuffer());
    const names = listZip(zip);
    const header: unknown = JSON.parse(new TextDecoder().decode(readFromZip(zip, MANIFEST_PATH)));
    if (typeof header !== 'object' || header === null) return { ok: false, code: 'project/broken' };
    const { format, version }: { format?: unknown; version?: unknown } = header;
    if (format !== PROJECT_FORMAT || typeof version !== 'number') return { ok: false, code: 'project/broken' };
    if (version > PROJECT_VERSION) return { ok: false, code: 'project/newer' };

    const arrays: Uint8Array[] = [];
    for (let index = 0; names.has(arrayPath(index)); index++) {
      await rest();
      arrays.push(readFromZip(zip, arrayPath(index)));
    }
    // The checksums of all arrays have been compared, and the version says how the rest is built.
    const manifest = restoreArrays(header, (index) => arrays[index] ?? new Uint8Array()) as Manifest;
    return { ok: true, value: await revive(manifest, zip) };
  } catch {
    return { ok: false, code: 'project/broken' };
  }
}

async function revive({ photos, session, entries }: Manifest, zip: Uint8Array): Promise<Project> {
  const files = new Map<string, File>();
  const opened = new Map<string, Photo>();
  for (const [key, stored] of Object.entries(photos)) {
    if (!isStoredPhoto(stored)) throw new Error(`photo ${key} is damaged`);
    const { hash, type, ...photo } = stored;
    const file = files.get(hash) ?? new File([readFromZip(zip, `photos/${hash}`)], photo.name, { type });
    if (!files.has(hash) && (await hashBlob(file)) !== hash) throw new Error(`photo ${photo.name} is damaged`);
    files.set(hash, file);
    opened.set(key, { ...photo, file });
  }
  const find = (key: string): Photo => {
    const photo = opened.get(key);
    if (photo === undefined) throw new Error(`photo ${key} is missing`);
    return photo;
  };
  const check = (recipe: unknown) => {
    const parsed = parseRecipe(recipe);
    if (parsed === null) throw new Error('the words are damaged');
    return parsed;
  };
  const { photoKey, recipe, resultKey, cursor } = session;
  const reviveWhole = (stored: StoredResult): EditResult => {
    const result = reviveResult(stored);
    if (!isWholeResult(result)) throw new Error('a picture is damaged');
    return result;
  };
  const areNamed = entries.every(isNamedEntry) && new Set(entries.map(({ id }) => id)).size === entries.length;
  const isShown = Number.isInteger(cursor) && cursor >= -1 && cursor < Math.max(1, entries.length);
  const isKeyed = resultKey === null || typeof resultKey === 'string';
  if (!areNamed || !isShown || !isKeyed) throw new Error('the edits are damaged');
  return {
    photo: find(photoKey),
    recipe: check(recipe),
    result: session.result === null ? null : reviveWhole(session.result),
    resultKey,
    cursor,
    entries: entries.map(({ photoKey, result, ...entry }) => ({
      ...entry,
      ...check(entry),
      photo: find(photoKey),
      result: reviveWhole(result),
    })),
  };
}

/** What pictures, masks and words of a history within its budget take at most, as JSON and bytes. */
const MAX_UNPACKED_BYTES = 4 * HISTORY_BUDGET_BYTES;

/** Throws for a zip that is small and would be unpacked to more than a project has; photos are packed as they are. */
function listZip(zip: Uint8Array): ReadonlySet<string> {
  const names = new Set<string>();
  let unpackedBytes = 0;
  unzipSync(zip, {
    filter: ({ name, originalSize }) => {
      names.add(name);
      unpackedBytes += originalSize;
      return false;
    },
  });
  if (unpackedBytes > zip.length + MAX_UNPACKED_BYTES) throw new Error('too much to unpack');
  return names;
}

/** One file of a zip; unpacked by itself, so that the page can rest between two. */
function readFromZip(zip: Uint8Array, path: string): Uint8Array<ArrayBuffer> {
  const bytes = unzipSync(zip, { filter: ({ name }) => name === path })[path];
  if (bytes === undefined) throw new Error(`${path} is missing`);
  return new Uint8Array(bytes);
}
