import type { ByteSource } from '../engine/onnx/byte-source.ts';

/** What Renoir uses of a browser's Blob. */
export interface BlobData {
  readonly size: number;
  slice(start: number, end: number): BlobData;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The weights of a file where they lie: in memory, in a Blob (browsers), or on disk, by an absolute path (Node). */
export type WeightData = Uint8Array | BlobData | string;

/** An opened file of a pack, which is read in pieces. */
export interface StoredFile extends ByteSource {
  /** The whole file, in the form that onnxruntime takes it. */
  data(): Promise<WeightData>;
}

/** A file as a folder or a server lists it. */
export interface ListedFile {
  /** Relative to the folder of the pack, '/' between names. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex; absent where the listing does not have it. */
  readonly sha256?: string;
}

/** Where the files of a pack come from: a folder, a server, a cache. */
export interface PackReader {
  /**
   * Bytes of the file at `path` (relative to the folder of `pack.json`, '/' between names).
   * Throws `EngineFailure` `pack/missing-file` with `{ file: path }` when there is none.
   */
  read(path: string): Promise<Uint8Array>;
  /**
   * Opens a large file without reading it; throws as `read`. A reader without this function keeps whole files in memory.
   */
  open?(path: string): Promise<StoredFile>;
  /** Every file of the pack. A reader without this function can only open packs with a `pack.json`. */
  list?(): Promise<readonly ListedFile[]>;
}
