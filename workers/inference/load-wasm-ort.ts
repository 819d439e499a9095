import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { OrtModule } from '../../src/runtime/ort-module.ts';

/** More threads than this gain little on models of this size and take cores from the page. */
const MAX_THREADS = 4;

/** Threads for WASM: they need SharedArrayBuffer, which needs cross-origin isolation. */
export function countWasmThreads(): number {
  return self.crossOriginIsolated ? Math.min(self.navigator.hardwareConcurrency, MAX_THREADS) : 1;
}

/** The CPU build of onnxruntime-web, from this site's own files. */
export async function loadWasmOrt(): Promise<OrtModule> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths = { mjs: moduleUrl, wasm: wasmUrl };
  ort.env.wasm.numThreads = countWasmThreads();
  return ort;
}
