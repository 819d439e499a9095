import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { EngineFailure } from '../src/protocol/errors.ts';
import type { PackReader } from '../src/packs/pack-reader.ts';
import type { RuntimeHost } from '../src/runtime/runtime-host.ts';

/** The runtime's host for tests: the native CPU provider. */
export const STARTER_HOST: RuntimeHost = {
  ort: { InferenceSession, Tensor },
  sessionOptions: { executionProviders: ['cpu'], intraOpNumThreads: 2 },
  nowSeconds: () => performance.now() / 1000,
  digest: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
};

/** The starter pack on disk, with some files replaced (null: missing). */
export function createStarterReader(changes: Readonly<Record<string, Uint8Array | null>> = {}): PackReader {
  const folder = new URL('../public/models/starter/', import.meta.url);
  return {
    async read(path) {
      const changed = changes[path];
      if (changed) return changed;
      const missing = (): never => {
        throw new EngineFailure('pack/missing-file', { file: path });
      };
      return changed === null ? missing() : new Uint8Array(await readFile(new URL(path, folder)).catch(missing));
    },
  };
}
