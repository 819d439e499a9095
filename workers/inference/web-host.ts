import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import type { OpenedDevice } from './open-device.ts';

/** The runtime in a worker. */
export function createWebHost({ ort, sessionOptions, info, gpu, hasFloat16 }: OpenedDevice): RuntimeHost {
  return {
    ort,
    sessionOptions,
    ...(gpu === null ? {} : { gpu }),
    optimisesSlowly: info.kind === 'wasm',
    widensHalves: !hasFloat16,
    nowSeconds: () => performance.now() / 1000,
  };
}
