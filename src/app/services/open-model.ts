import type { DeviceKind } from '../../protocol/engine.ts';
import { EngineFailure, type EngineError } from '../../protocol/errors.ts';
import type { PackPlace } from '../../protocol/pack-place.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import type { AppStore } from '../store/app-store.ts';

export interface PackOpening {
  /** Where the chosen pack is. Throws `EngineFailure` when it cannot be reached. */
  readonly findPlace: () => Promise<PackPlace>;
  readonly device: DeviceKind | 'auto';
}

/** Loads the chosen pack once; after a failure it can be called again. */
export async function openModel(store: AppStore, engine: EngineClient, opening: PackOpening): Promise<void> {
  const { status } = store.getState().pack;
  if (status === 'opening' || status === 'open') return;
  const begun = { status: 'opening', opened: null, error: null, step: 0, steps: 0 } as const;
  store.setState({ pack: begun });
  const { choice } = store.getState().packs;
  // Another pack may be chosen while this one loads: then nothing of this one is shown any more.
  const isWanted = (): boolean => store.getState().packs.choice === choice;
  const fail = (error: EngineError): void => {
    if (isWanted()) store.setState(({ pack }) => ({ pack: { ...pack, status: 'failed', opened: null, error } }));
  };
  let place: PackPlace;
  try {
    place = await opening.findPlace();
  } catch (error) {
    fail(error instanceof EngineFailure ? error.error : { code: 'store/failed', parameters: {} });
    return;
  }
  if (!isWanted()) return;
  const answer = await engine.open(place, opening.device, (event) => {
    if (event.type !== 'stage' || event.stage !== 'open') return;
    const { step, steps } = event;
    store.setState(({ pack }) => (pack.status === 'opening' && isWanted() ? { pack: { ...pack, step, steps } } : {}));
  });
  if (!answer.ok) fail(answer.error);
  else if (isWanted()) {
    store.setState(({ pack }) => ({ pack: { ...pack, status: 'open', opened: answer.value, error: null } }));
  }
}

/** `?device=webgpu` or `?device=wasm` in the address; otherwise the engine chooses. */
export function readForcedDevice(search: string): DeviceKind | 'auto' {
  const device = new URLSearchParams(search).get('device');
  return device === 'webgpu' || device === 'wasm' ? device : 'auto';
}
