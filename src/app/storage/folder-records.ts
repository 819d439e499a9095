import { openDB, type DBSchema } from 'idb';
import type { PackFolder } from '../store/packs-state.ts';

interface StoredFolder {
  readonly id: string;
  readonly name: string;
  readonly handle: FileSystemDirectoryHandle;
}

interface FolderRecords extends DBSchema {
  folders: { key: string; value: StoredFolder };
}

/** Handles of folders outlive the page only in a database; the permission is asked for anew on every visit. */
function openFolderRecords() {
  return openDB<FolderRecords>('renoir-packs', 1, {
    upgrade: (database) => void database.createObjectStore('folders', { keyPath: 'id' }),
  });
}

/** Folders of earlier visits; none where the browser keeps nothing. */
export async function loadFolderRecords(): Promise<readonly PackFolder[]> {
  try {
    const records = await openFolderRecords();
    const stored = await records.getAll('folders');
    records.close();
    return stored.map(({ id, name, handle }) => ({ id, name, source: handle }));
  } catch {
    return [];
  }
}

/** Keeps a folder for the next visit; false where the browser cannot. */
export async function saveFolderRecord(id: string, handle: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    const records = await openFolderRecords();
    await records.put('folders', { id, name: handle.name, handle });
    records.close();
    return true;
  } catch {
    return false;
  }
}

export async function deleteFolderRecord(id: string): Promise<void> {
  const records = await openFolderRecords();
  await records.delete('folders', id);
  records.close();
}
