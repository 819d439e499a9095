import type { PickedFile } from '../../src/protocol/pack-store.ts';
import type { ListedFile } from '../../src/packs/pack-reader.ts';
import { isNotFound, openFileAt } from '../pack-store/pack-folders.ts';
import type { BlobFiles } from './blob-pack-reader.ts';

/** Folders deeper than a pack has. */
const MAX_DEPTH = 3;

/** The files below a folder, of the browser's storage or of the computer. */
export function filesOfFolder(folder: FileSystemDirectoryHandle): BlobFiles {
  return {
    async find(path) {
      try {
        return await (await openFileAt(folder, path)).getFile();
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    list: () => listFolder(folder, '', 0),
  };
}

/** The files that a person chose with a folder. */
export function filesOfPicked(picked: readonly PickedFile[]): BlobFiles {
  const byPath = new Map(picked.map(({ path, file }) => [path, file]));
  return {
    find: async (path) => byPath.get(path) ?? null,
    list: async () => picked.map(({ path, file }) => ({ path, sizeBytes: file.size })),
  };
}

async function listFolder(
  folder: FileSystemDirectoryHandle,
  prefix: string,
  depth: number,
): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  for await (const entry of folder.values()) {
    const path = `${prefix}${entry.name}`;
    if (entry.kind === 'file') files.push({ path, sizeBytes: (await entry.getFile()).size });
    else if (depth < MAX_DEPTH && !entry.name.startsWith('.')) {
      for (const file of await listFolder(entry, `${path}/`, depth + 1)) files.push(file);
    }
  }
  return files;
}
