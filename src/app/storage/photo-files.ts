const FOLDER = 'photos';

/** Photos as they were opened, in the browser's private file system, each once, named by its hash. */
export interface PhotoFiles {
  /** @throws DOMException `QuotaExceededError` if the disk is full; nothing of the file is left then */
  write(hash: string, file: Blob): Promise<void>;
  /** Null if it is not there. */
  read(hash: string, name: string, type: string): Promise<File | null>;
  /** Whether any photo is there. */
  hasAny(): Promise<boolean>;
  /** Removes all photos but these. */
  keepOnly(hashes: ReadonlySet<string>): Promise<void>;
}

/** @throws DOMException where the browser has no private file system, as in some private windows */
export async function openPhotoFiles(storage: StorageManager): Promise<PhotoFiles> {
  const folder = await (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });

  const find = async (hash: string): Promise<File | null> => {
    try {
      return await (await folder.getFileHandle(hash)).getFile();
    } catch {
      return null;
    }
  };

  return {
    async write(hash, file) {
      const present = await find(hash);
      if (present?.size === file.size) return;
      const handle = await folder.getFileHandle(hash, { create: true });
      const stream = await handle.createWritable();
      try {
        await stream.write(file);
        await stream.close();
      } catch (error) {
        await stream.abort().catch(() => undefined);
        await folder.removeEntry(hash).catch(() => undefined);
        throw error;
      }
    },
    async read(hash, name, type) {
      const file = await find(hash);
      return file === null ? null : new File([file], name, { type });
    },
    async hasAny() {
      return (await folder.keys().next()).done !== true;
    },
    async keepOnly(hashes) {
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      for (const name of names) {
        if (!hashes.has(name)) await folder.removeEntry(name).catch(() => undefined);
      }
    },
  };
}
