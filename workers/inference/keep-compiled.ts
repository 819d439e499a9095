import type { LoadedDenoiser } from '../../src/runtime/compiled-denoiser.ts';
import type { CompiledCache } from './compiled-cache.ts';
import { compiledFile, DENOISER_GRAPHS, SIGNATURE_FILE } from '../../src/packs/pack-layout.ts';

/** Keeps what was compiled just now, the signature last: without it the graphs are ignored. A full disk keeps nothing. */
export async function keepCompiled(compiled: LoadedDenoiser, keep: CompiledCache['keep']): Promise<void> {
  if (compiled.origin === 'pack') return;
  try {
    for (const name of DENOISER_GRAPHS) await keep(compiledFile(name), (await compiled.graph(name)).model);
    await keep(SIGNATURE_FILE, new TextEncoder().encode(JSON.stringify(compiled.signature)));
  } catch (error) {
    console.warn('The compiled graphs could not be kept; they are compiled again next time.', error);
  }
}
