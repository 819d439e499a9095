import { EngineFailure } from '../../src/protocol/errors.ts';
import type { DeviceInfo, DeviceKind } from '../../src/protocol/engine.ts';

export type DevicePick =
  | {
      readonly kind: 'webgpu';
      readonly adapter: GPUAdapter;
      readonly isSoftware: boolean;
      readonly detail: string;
      readonly reason: DeviceInfo['reason'];
    }
  | { readonly kind: 'wasm'; readonly reason: DeviceInfo['reason'] };

/** Adapters that compute on the CPU; WASM threads are fifty times faster there. */
const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/**
 * Chooses where to compute: a real GPU adapter -> WebGPU; none, or a software adapter -> WASM. `asked` other than 'auto' forces.
 * Throws `EngineFailure` `device/no-webgpu` when WebGPU is forced and there is no adapter at all.
 */
export async function pickDevice(asked: DeviceKind | 'auto', gpu: GPU | undefined): Promise<DevicePick> {
  if (asked === 'wasm') return { kind: 'wasm', reason: 'forced' };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (adapter === null || adapter === undefined) {
    if (asked === 'webgpu') throw new EngineFailure('device/no-webgpu');
    return { kind: 'wasm', reason: 'no-adapter' };
  }
  const detail = describeAdapter(adapter.info);
  const isSoftware = adapter.info.isFallbackAdapter || SOFTWARE_ADAPTER.test(detail);
  if (asked === 'webgpu') return { kind: 'webgpu', adapter, isSoftware, detail, reason: 'forced' };
  if (isSoftware) return { kind: 'wasm', reason: 'software-adapter' };
  return { kind: 'webgpu', adapter, isSoftware, detail, reason: 'gpu' };
}

function describeAdapter(info: GPUAdapterInfo): string {
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '');
  return words.length > 0 ? words.join(' ') : 'WebGPU';
}
