import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { EngineFailure } from '../src/protocol/errors.ts';
import type { PackReader } from '../src/packs/pack-reader.ts';

/** A pack's folder on disk, with some files replaced (null: missing). */
export function createTestReader(
  folder: string,
  changes: Readonly<Record<string, Uint8Array | null>> = {},
): PackReader & Required<Pick<PackReader, 'list'>> {
  return {
    async read(path) {
      const changed = changes[path];
      if (changed) return changed;
      const missing = (): never => {
        throw new EngineFailure('pack/missing-file', { file: path });
      };
      return changed === null ? missing() : new Uint8Array(await readFile(join(folder, path)).catch(missing));
    },
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const listed = await Promise.all(
        files.map(async (file) => ({
          path: relative(folder, file).split(sep).join('/'),
          sizeBytes: (await stat(file)).size,
        })),
      );
      const added = Object.entries(changes).flatMap(([path, bytes]) =>
        bytes === null ? [] : [{ path, sizeBytes: bytes.length }],
      );
      return [...listed.filter(({ path }) => changes[path] === undefined), ...added];
    },
  };
}
