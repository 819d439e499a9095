import type { DeviceKind } from '../../../protocol/engine.ts';
import type { EngineClient } from '../../engine-client/engine-client.ts';
import type { AppStore } from '../../store/app-store.ts';

export interface PackPlace {
  /** Address of the folder that holds `pack.json`. */
  readonly baseUrl: string;
  readonly device: DeviceKind | 'auto';
}

/** Loads the model pack once; after a failure it can be called again. */
export async function openPack(store: AppStore, engine: EngineClient, place: PackPlace): Promise<void> {
  const { status } = store.getState().pack;
  if (status === 'opening' || status === 'open') return;
  store.setState({ pack: { status: 'opening', opened: null, error: null, step: 0, steps: 0 } });
  const answer = await engine.open(place.baseUrl, place.device, (event) => {
    if (event.type !== 'stage' || event.stage !== 'open') return;
    const { step, steps } = event;
    store.setState(({ pack }) => (pack.status === 'opening' ? { pack: { ...pack, step, steps } } : {}));
  });
  store.setState(({ pack }) => ({
    pack: answer.ok
      ? { ...pack, status: 'open', opened: answer.value, error: null }
      : { ...pack, status: 'failed', opened: null, error: answer.error },
  }));
}

/** `?device=webgpu` or `?device=wasm` in the address; otherwise the engine chooses. */
export function readForcedDevice(search: string): DeviceKind | 'auto' {
  const device = new URLSearchParams(search).get('device');
  return device === 'webgpu' || device === 'wasm' ? device : 'auto';
}
