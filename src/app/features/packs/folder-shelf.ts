import { openDB, type DBSchema } from 'idb';
import type { PackFolder } from '../../store/packs-state.ts';

interface KeptFolder {
  readonly id: string;
  readonly name: string;
  readonly handle: FileSystemDirectoryHandle;
}

interface Shelf extends DBSchema {
  folders: { key: string; value: KeptFolder };
}

/** Handles of folders outlive the page only in a database; the permission is asked for anew on every visit. */
function openShelf() {
  return openDB<Shelf>('renoir-packs', 1, {
    upgrade: (database) => void database.createObjectStore('folders', { keyPath: 'id' }),
  });
}

/** Folders of earlier visits; none where the browser keeps nothing. */
export async function recallFolders(): Promise<readonly PackFolder[]> {
  try {
    const shelf = await openShelf();
    const kept = await shelf.getAll('folders');
    shelf.close();
    return kept.map(({ id, name, handle }) => ({ id, name, source: handle }));
  } catch {
    return [];
  }
}

/** Keeps a folder for the next visit; false where the browser cannot. */
export async function keepFolder(id: string, handle: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    const shelf = await openShelf();
    await shelf.put('folders', { id, name: handle.name, handle });
    shelf.close();
    return true;
  } catch {
    return false;
  }
}

export async function forgetFolder(id: string): Promise<void> {
  const shelf = await openShelf();
  await shelf.delete('folders', id);
  shelf.close();
}
