import { proxy, wrap, type Remote } from 'comlink';
import type {
  DeviceKind,
  EditRequest,
  EditResult,
  Engine,
  EngineListener,
  OpenedPack,
  Result,
} from '../../protocol/engine.ts';
import { startWorker } from './start-worker.ts';

export interface EngineClient {
  /** Starts the worker if there is none and loads the pack. */
  open(baseUrl: string, device: DeviceKind | 'auto', onEvent: EngineListener): Promise<Result<OpenedPack>>;
  edit(request: EditRequest, onEvent: EngineListener): Promise<Result<EditResult>>;
  cancel(runId: string): void;
  dispose(): void;
}

interface Connection {
  readonly worker: Worker;
  readonly engine: Remote<Engine>;
  /** Resolves when the worker dies, and never before. */
  readonly crashed: Promise<{ readonly detail: string }>;
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
    const { engine, crashed } = connect();
    const lost = crashed.then(({ detail }): Result<T> => failWith(detail));
    const answer = begin(engine).catch((error: unknown): Result<T> => failWith(String(error)));
    return Promise.race([answer, lost]);
  };

  return {
    open: (baseUrl, device, onEvent) => call((engine) => engine.open(baseUrl, device, proxy(onEvent))),
    edit: (request, onEvent) => call((engine) => engine.edit(request, proxy(onEvent))),
    cancel: (runId) => {
      // A worker that is gone has nothing left to cancel.
      connection?.engine.cancel(runId).catch(() => undefined);
    },
    dispose: () => {
      connection?.worker.terminate();
      connection = null;
    },
  };
}

function openConnection(onCrash: () => void): Connection {
  const worker = startWorker();
  const crashed = new Promise<{ detail: string }>((resolve) => {
    const end = (detail: string): void => {
      worker.terminate();
      onCrash();
      resolve({ detail });
    };
    worker.addEventListener('error', (event) => {
      end(event.message);
    });
    worker.addEventListener('messageerror', () => {
      end('a message could not be read');
    });
  });
  return { worker, engine: wrap<Engine>(worker), crashed };
}

function failWith<T>(detail: string): Result<T> {
  return { ok: false, error: { code: 'device/lost', parameters: { detail } } };
}
