import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFailure } from '../src/protocol/errors.ts';
import type { PackReader } from '../src/runtime/pack-reader.ts';

/** Reads the files of a pack from a folder. */
export function createFolderReader(folder: string): PackReader {
  return {
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(folder, path)));
      } catch (error) {
        throw new EngineFailure('pack/missing-file', { file: path }, { cause: error });
      }
    },
  };
}
