import { COMPILER_VERSION } from '../../src/engine/compiler/compiler-version.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { openPackFolder, readFileAt, writeFileAt } from '../pack-store/pack-folders.ts';
import { compiledPath, PACK_FOLDERS } from '../../src/packs/pack-layout.ts';

/** Where the graphs of a pack are kept once they are compiled. */
export interface CompiledCache {
  /** The reader, which finds the kept graphs where a pack would have them. */
  readonly reader: PackReader;
  /** Keeps a file of `compiled/`; those of another compiler or UNet are deleted. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
}

const COMPILED = `${PACK_FOLDERS.compiled}/`;

/**
 * Graphs kept in the store's folder of a pack, or of its own for packs that lie elsewhere; named by the compiler's version and by
 * `unetHash`, so that nothing outdated is read.
 */
export function createCompiledCache(reader: PackReader, packId: string, unetHash: string): CompiledCache {
  const key = `${COMPILER_VERSION}-${unetHash}`;
  const kept = async (name: string): Promise<Uint8Array | null> => {
    const folder = await openPackFolder(packId).catch(() => null);
    return folder === null ? null : readFileAt(folder, compiledPath(`${key}/${name}`));
  };
  return {
    reader: {
      ...reader,
      async read(path) {
        const bytes = path.startsWith(COMPILED) ? await kept(path.slice(COMPILED.length)) : null;
        return bytes ?? reader.read(path);
      },
    },
    async keep(name, bytes) {
      const folder = await openPackFolder(packId, { create: true });
      const compiled = await folder.getDirectoryHandle(PACK_FOLDERS.compiled, { create: true });
      const names: string[] = [];
      for await (const other of compiled.keys()) names.push(other);
      for (const other of names) if (other !== key) await compiled.removeEntry(other, { recursive: true });
      await writeFileAt(compiled, `${key}/${name}`, new Uint8Array(bytes));
    },
  };
}
