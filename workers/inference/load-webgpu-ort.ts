import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import type { Env } from 'onnxruntime-common';
import type { OrtModule } from '../../src/runtime/ort-module.ts';

/** The build of onnxruntime-web with the native WebGPU provider, from this site's own files. */
export async function loadWebgpuOrt(): Promise<OrtModule & { readonly env: Pick<Env, 'versions'> }> {
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.wasmPaths = { mjs: moduleUrl, wasm: wasmUrl };
  // What falls back to the CPU are shapes and token ids: one thread is enough.
  ort.env.wasm.numThreads = 1;
  return ort;
}
