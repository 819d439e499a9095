import type { DenoiserGraph, LoadedDenoiser } from '../../src/runtime/compiled-denoiser.ts';
import type { CompiledCache } from './compiled-cache.ts';

const GRAPHS = ['forward', 'gradient', 'controlled'] as const satisfies readonly DenoiserGraph[];

/** Keeps what was compiled just now, the signature last: without it the graphs are not believed. A full disk keeps nothing. */
export async function keepCompiled(compiled: LoadedDenoiser, keep: CompiledCache['keep']): Promise<void> {
  if (compiled.origin === 'pack') return;
  try {
    for (const name of GRAPHS) await keep(`${name}.onnx`, (await compiled.graph(name)).model);
    await keep('denoiser.json', new TextEncoder().encode(JSON.stringify(compiled.signature)));
  } catch (error) {
    console.warn('The compiled graphs could not be kept; they are compiled again next time.', error);
  }
}
