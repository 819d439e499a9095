import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import type { OpenedDevice } from './open-device.ts';

/** The runtime in a worker. */
export function createWebHost({ ort, sessionOptions, info }: OpenedDevice): RuntimeHost {
  return {
    ort,
    sessionOptions,
    sharesWeights: info.kind === 'webgpu',
    optimisesSlowly: info.kind === 'wasm',
    nowSeconds: () => performance.now() / 1000,
  };
}
