import { proxy, type Remote } from 'comlink';
import type {
  DeviceKind,
  EditRequest,
  EditResult,
  Engine,
  EngineListener,
  LabRequest,
  LabTrial,
  MixRequest,
  OpenedPack,
  PhotoExamination,
  PhotoPlace,
  PixelImage,
  Result,
  ThingCells,
  ThingMap,
} from '../../../protocol/engine.ts';
import type { EngineError } from '../../../protocol/errors.ts';
import type { PackPlace } from '../../../protocol/pack-place.ts';
import { createWorkerClient, type EndReason } from '../worker-client.ts';
import { startWorker } from './start-worker.ts';

export interface EngineClient {
  /** Starts the worker if there is none and loads the pack. */
  open(place: PackPlace, device: DeviceKind | 'auto', onEvent: EngineListener): Promise<Result<OpenedPack>>;
  edit(request: EditRequest, onEvent: EngineListener): Promise<Result<EditResult>>;
  /** Finds the thing in a whole photo that the words are about. */
  locate(request: EditRequest, onEvent: EngineListener): Promise<Result<ThingMap | null>>;
  /** How alike the places of a whole photo are to one of them. */
  liken(request: EditRequest, place: PhotoPlace, onEvent: EngineListener): Promise<Result<ThingCells | null>>;
  mix(request: MixRequest, onEvent: EngineListener): Promise<Result<readonly PixelImage[]>>;
  /** Runs a photo through many methods. */
  compare(request: LabRequest, onEvent: EngineListener): Promise<Result<readonly LabTrial[]>>;
  /** Looks at a photo before anything is said of it. */
  examine(image: PixelImage): Promise<Result<PhotoExamination>>;
  /** Makes the methods by the gradient ready, in the background. */
  prepareGradient(): void;
  cancel(runId: string): void;
  /** Ends the worker, and calls in progress as `run/cancelled`: the memory of WebAssembly is given back only so. */
  dispose(): void;
}

/** Owns the worker of the engine. A call that it does not survive ends as `device/lost` instead of never. */
export function createEngineClient(): EngineClient {
  const client = createWorkerClient<Engine>(startWorker);
  const call = <T>(begin: (engine: Remote<Engine>) => Promise<Result<T>>): Promise<Result<T>> =>
    client.call(begin, failWith);

  return {
    open: (place, device, onEvent) => call((engine) => engine.open(place, device, proxy(onEvent))),
    edit: (request, onEvent) => call((engine) => engine.edit(request, proxy(onEvent))),
    locate: (request, onEvent) => call((engine) => engine.locate(request, proxy(onEvent))),
    liken: (request, place, onEvent) => call((engine) => engine.liken(request, place, proxy(onEvent))),
    mix: (request, onEvent) => call((engine) => engine.mix(request, proxy(onEvent))),
    compare: (request, onEvent) => call((engine) => engine.compare(request, proxy(onEvent))),
    examine: (image) => call((engine) => engine.examine(image)),
    prepareGradient: () => void client.notify((engine) => engine.prepareGradient()),
    cancel: (runId) => void client.notify((engine) => engine.cancel(runId)),
    dispose: () => client.end(),
  };
}

function failWith(reason: EndReason): Result<never> {
  const error: EngineError =
    reason === null
      ? { code: 'run/cancelled', parameters: {} }
      : { code: 'device/lost', parameters: { detail: reason } };
  return { ok: false, error };
}
