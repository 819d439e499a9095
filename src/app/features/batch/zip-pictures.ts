import { Zip, ZipPassThrough } from 'fflate';

const CHUNK_BYTES = 1 << 20;

/** A zip that grows picture by picture. Each goes into a blob at once, which the browser may move to disk. */
export interface PictureZip {
  add(name: string, picture: Blob): Promise<void>;
  /** The whole zip; nothing can be added afterwards. */
  finish(): Blob;
}

export function createPictureZip(): PictureZip {
  let pending: BlobPart[] = [];
  const parts: Blob[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    pending.push(chunk);
  });
  const flush = (): void => {
    parts.push(new Blob(pending));
    pending = [];
  };

  return {
    async add(name, picture) {
      // Pictures are compressed already.
      const entry = new ZipPassThrough(name);
      zip.add(entry);
      for (let start = 0; start < picture.size; start += CHUNK_BYTES) {
        entry.push(new Uint8Array(await picture.slice(start, start + CHUNK_BYTES).arrayBuffer()));
        flush();
      }
      entry.push(new Uint8Array(), true);
      flush();
    },
    finish() {
      zip.end();
      flush();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}
