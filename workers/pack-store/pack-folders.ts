import { EngineFailure } from '../../src/protocol/errors.ts';

/**
 * Where packs lie in the origin's private file system:
 * `packs/<id>/record.json`, `ledger.bin`, `files/` in the layout of the pack, and `compiled/` made from it.
 */
const PACKS = 'packs';
const FILES = 'files';
const VALID_ID = /^[\w.-]+$/;

/** Throws `store/unavailable` where the browser has no private file system; in private windows some reject with a SecurityError. */
export async function openPacksFolder(): Promise<FileSystemDirectoryHandle> {
  if (!('storage' in navigator && 'getDirectory' in navigator.storage)) throw new EngineFailure('store/unavailable');
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(PACKS, { create: true });
}

/** The folder of one pack. Throws `pack/missing-file` with `{ file: id }` where there is none. */
export async function openPackFolder(
  id: string,
  options?: FileSystemGetDirectoryOptions,
): Promise<FileSystemDirectoryHandle> {
  const missing = new EngineFailure('pack/missing-file', { file: id });
  if (!VALID_ID.test(id)) throw missing;
  const packs = await openPacksFolder();
  return packs.getDirectoryHandle(id, options).catch((error: unknown) => {
    throw isNotFound(error) ? missing : error;
  });
}

/** Where a stored pack has its own files. */
export function openFilesFolder(
  folder: FileSystemDirectoryHandle,
  options?: FileSystemGetDirectoryOptions,
): Promise<FileSystemDirectoryHandle> {
  return folder.getDirectoryHandle(FILES, options);
}

/** The file at a path of several names below a folder. Rejects with the browser's `NotFoundError` where there is none. */
export async function openFileAt(
  folder: FileSystemDirectoryHandle,
  path: string,
  options?: FileSystemGetFileOptions,
): Promise<FileSystemFileHandle> {
  const names = path.split('/');
  const last = names.pop() ?? '';
  let parent = folder;
  for (const name of names) parent = await parent.getDirectoryHandle(name, options);
  return parent.getFileHandle(last, options);
}

/** Writes bytes to a place in a file, all of them. Throws `QuotaExceededError` where the disk is full, also where the browser only writes fewer. */
export function writeAll(access: FileSystemSyncAccessHandle, bytes: Uint8Array, offset: number): void {
  for (let written = 0; written < bytes.length;) {
    const count = access.write(bytes.subarray(written), { at: offset + written });
    if (count === 0) throw new DOMException('nothing was written', 'QuotaExceededError');
    written += count;
  }
}

/** Writes a whole file; what was there is replaced, and is lost where that ends early. */
export async function writeFileAt(
  folder: FileSystemDirectoryHandle,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const file = await openFileAt(folder, path, { create: true });
  const access = await file.createSyncAccessHandle();
  try {
    access.truncate(0);
    writeAll(access, bytes, 0);
    access.flush();
  } finally {
    access.close();
  }
}

/** The bytes of a file, or null where there is none. */
export async function readFileAt(
  folder: FileSystemDirectoryHandle,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const file = await (await openFileAt(folder, path)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'TypeMismatchError');
}
