import { proxy, wrap, type Remote } from 'comlink';
import type {
  DeviceKind,
  EditRequest,
  EditResult,
  Engine,
  EngineListener,
  OpenedPack,
  Result,
} from '../../../protocol/engine.ts';
import type { EngineError } from '../../../protocol/errors.ts';
import type { PackPlace } from '../../../protocol/pack-place.ts';
import { startWorker } from './start-worker.ts';

export interface EngineClient {
  /** Starts the worker if there is none and loads the pack. */
  open(place: PackPlace, device: DeviceKind | 'auto', onEvent: EngineListener): Promise<Result<OpenedPack>>;
  edit(request: EditRequest, onEvent: EngineListener): Promise<Result<EditResult>>;
  cancel(runId: string): void;
  /** Ends the worker, and calls in progress as `run/cancelled`: the memory of WebAssembly is given back only so. */
  dispose(): void;
}

interface Connection {
  readonly engine: Remote<Engine>;
  /** Resolves when the worker dies or is ended, and never before. */
  readonly ended: Promise<EngineError>;
  end(error: EngineError): void;
}

/**
 * Owns the worker. A call that the worker does not survive ends as `device/lost` instead of never, and the next `open`
 * starts a new worker.
 */
export function createEngineClient(): EngineClient {
  let connection: Connection | null = null;

  const connect = (): Connection => {
    connection ??= openConnection(() => {
      connection = null;
    });
    return connection;
  };

  const call = async <T>(begin: (engine: Remote<Engine>) => Promise<Result<T>>): Promise<Result<T>> => {
    const { engine, ended } = connect();
    const lost = ended.then((error): Result<T> => ({ ok: false, error }));
    const answer = begin(engine).catch((error: unknown): Result<T> => ({ ok: false, error: loseWith(String(error)) }));
    return Promise.race([answer, lost]);
  };

  return {
    open: (place, device, onEvent) => call((engine) => engine.open(place, device, proxy(onEvent))),
    edit: (request, onEvent) => call((engine) => engine.edit(request, proxy(onEvent))),
    cancel: (runId) => {
      // A worker that is gone has nothing left to cancel.
      connection?.engine.cancel(runId).catch(() => undefined);
    },
    dispose: () => connection?.end({ code: 'run/cancelled', parameters: {} }),
  };
}

function openConnection(onEnd: () => void): Connection {
  const worker = startWorker();
  let end = (_error: EngineError): void => undefined;
  const ended = new Promise<EngineError>((resolve) => {
    end = (error) => {
      worker.terminate();
      onEnd();
      resolve(error);
    };
  });
  worker.addEventListener('error', (event) => end(loseWith(event.message)));
  worker.addEventListener('messageerror', () => end(loseWith('a message could not be read')));
  return { engine: wrap<Engine>(worker), ended, end };
}

function loseWith(detail: string): EngineError {
  return { code: 'device/lost', parameters: { detail } };
}
