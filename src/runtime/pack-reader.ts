/** Where the files of a pack come from: a folder, a server, a cache. */
export interface PackReader {
  /**
   * Bytes of the file at `path` (relative to the folder of `pack.json`, '/' between names).
   * Throws `EngineFailure` `pack/missing-file` with `{ file: path }` when there is none.
   */
  read(path: string): Promise<Uint8Array>;
}
