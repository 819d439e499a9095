import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { readWhole, type ByteSource } from '../../src/engine/onnx/byte-source.ts';
import { EngineFailure } from '../../src/protocol/errors.ts';
import type { ListedFile, PackReader } from '../../src/packs/pack-reader.ts';
import { renameGraphs } from '../../src/packs/rename-graphs.ts';

/** Reads the files of a pack from a folder, its graphs under the name that packs have for them. */
export function createFolderReader(folder: string): PackReader {
  const missing = (path: string) => (error: unknown) => {
    throw new EngineFailure('pack/missing-file', { file: path }, { cause: error });
  };
  return renameGraphs({
    read: async (path) => new Uint8Array(await readFile(join(folder, path)).catch(missing(path))),
    open: async (path) => {
      const file = join(resolve(folder), path);
      const source = await openFileSource(file).catch(missing(path));
      return { ...source, data: async () => ((await liesInItsFolder(file)) ? file : readWhole(source)) };
    },
    list: () => listFolder(folder),
  });
}

/** Every file below a folder (none where there is no folder) but hidden ones, through links, as the Hugging Face cache has them. */
export async function listFolder(folder: string): Promise<readonly ListedFile[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const paths = names.map((path) => path.split(sep).join('/')).sort();
  const visible = paths.filter((path) => !path.split('/').some((name) => name.startsWith('.')));
  const entries = await Promise.all(
    visible.map(async (path) => ({ path, entry: await stat(join(folder, path)).catch(() => null) })),
  );
  return entries.flatMap(({ path, entry }) => (entry?.isFile() ? [{ path, sizeBytes: entry.size }] : []));
}

/** onnxruntime follows no link out of the model's folder, as those of the Hugging Face cache. */
async function liesInItsFolder(file: string): Promise<boolean> {
  const [target, folder] = await Promise.all([realpath(file), realpath(dirname(file))]);
  return target.startsWith(join(folder, sep));
}

/** A file as a source; it is open only while it is read from. */
export async function openFileSource(file: string): Promise<ByteSource> {
  const { size } = await stat(file);
  return {
    size,
    async read(offset, length) {
      const handle = await open(file);
      try {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await handle.read(bytes, 0, length, offset);
        return bytes.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  };
}
