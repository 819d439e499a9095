import { encodeEntry } from '../../src/packs/hub/download-ledger.ts';
import type { PartStorage } from '../../src/packs/hub/fetch-pack.ts';
import { piecesOfBlob } from './file-pieces.ts';
import { openFileAt, openFilesFolder, writeAll } from './pack-folders.ts';
import { LEDGER, noteFile, writeRecord, type PackRecord } from './pack-record.ts';
import { at } from '../../src/engine/at.ts';

export interface OpfsPartStorage extends PartStorage {
  /** The record with what was verified meanwhile. */
  record(): PackRecord;
  close(): void;
}

/**
 * The files of a pack, written where they belong by synchronous access handles, which only workers have. Nobody else can open a file
 * while it is written.
 */
export async function openPartStorage(
  folder: FileSystemDirectoryHandle,
  initial: PackRecord,
): Promise<OpfsPartStorage> {
  const files = await openFilesFolder(folder, { create: true });
  const ledgerFile = await (await folder.getFileHandle(LEDGER, { create: true })).createSyncAccessHandle();
  const open = new Map<number, Promise<FileSystemSyncAccessHandle>>();
  let record = initial;

  const openFile = (file: number): Promise<FileSystemSyncAccessHandle> => {
    const known = open.get(file);
    if (known !== undefined) return known;
    const opening = openFileAt(files, at(record.files, file).path, { create: true }).then((handle) =>
      handle.createSyncAccessHandle(),
    );
    open.set(file, opening);
    return opening;
  };

  const closeFile = async (file: number): Promise<void> => {
    const handle = await openFile(file);
    handle.flush();
    handle.close();
    open.delete(file);
  };

  return {
    async write(file, offset, bytes) {
      writeAll(await openFile(file), bytes, offset);
    },
    async saveEntry(ledger, part) {
      writeAll(ledgerFile, encodeEntry(ledger, part), 4 * part);
    },
    async saveVerified(file, isVerified) {
      record = noteFile(record, file, { isVerified });
      await writeRecord(folder, record);
    },
    async *pieces(file) {
      const { path, sizeBytes } = at(record.files, file);
      // What follows the listed size is left over from an earlier attempt.
      (await openFile(file)).truncate(sizeBytes);
      await closeFile(file);
      yield* piecesOfBlob(await (await openFileAt(files, path)).getFile());
    },
    record: () => record,
    close() {
      // Closing writes what is left, and releases the file where the disk is full.
      ledgerFile.close();
      for (const opening of open.values()) {
        // A file that could not be opened is closed.
        opening.then((handle) => handle.close()).catch(() => undefined);
      }
    },
  };
}
