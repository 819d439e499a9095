import { EngineFailure } from '../../src/protocol/errors.ts';
import type { ListedFile, PackReader } from '../../src/packs/pack-reader.ts';

/** Is told how many of the files asked for so far have arrived. */
export type ReadListener = (arrived: number, asked: number) => void;

/** Files of a pack as a browser has them: on disk until they are read. */
export interface BlobFiles {
  /** Rejects, or gives null, where there is none. */
  find(path: string): Promise<Blob | null>;
  list(): Promise<readonly ListedFile[]>;
}

/** Reads a pack whose files are Blobs; of large ones only the parts that are asked for. */
export function createBlobPackReader({ find, list }: BlobFiles, onRead: ReadListener): PackReader {
  let asked = 0;
  let arrived = 0;

  async function take<T>(path: string, read: (blob: Blob) => T | Promise<T>): Promise<T> {
    asked++;
    const missing = (error?: unknown): EngineFailure =>
      new EngineFailure('pack/missing-file', { file: path }, error === undefined ? {} : { cause: error });
    const blob = await find(path).catch((error: unknown) => {
      throw missing(error);
    });
    if (blob === null) throw missing();
    // A folder may be unplugged, and a file in it changed, after it was found.
    const content = await Promise.resolve(read(blob)).catch((error: unknown) => {
      throw missing(error);
    });
    arrived++;
    onRead(arrived, asked);
    return content;
  }

  return {
    list,
    read: (path) => take(path, async (blob) => new Uint8Array(await blob.arrayBuffer())),
    open: (path) =>
      take(path, (blob) => ({
        size: blob.size,
        data: async () => blob,
        read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
      })),
  };
}
