import type { DeviceKind } from '../../src/protocol/engine.ts';
import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';

/**
 * WebAssembly has 4 GiB for models and runs together, float16 weights are cast to float32 there, and what does not fit is found out
 * only after all of it has been read.
 */
const WASM_WEIGHT_BYTES = 2 ** 31;

/** Throws `EngineFailure` `pack/needs-gpu` with `{ sizeBytes }` for a pack that WebAssembly cannot hold. */
export function requireRoom({ totalBytes }: Pick<PackManifest, 'totalBytes'>, device: DeviceKind): void {
  if (device === 'wasm' && totalBytes > WASM_WEIGHT_BYTES) {
    throw new EngineFailure('pack/needs-gpu', { sizeBytes: totalBytes });
  }
}
