import { proxy, wrap, type Remote } from 'comlink';
import type { PackStore, Result } from '../../../protocol/pack-store.ts';
import { startPackWorker } from './start-pack-worker.ts';

interface Connection {
  readonly store: Remote<PackStore>;
  /** Resolves when the worker dies, and never before. */
  readonly crashed: Promise<{ readonly reason: string }>;
}

/** Owns the worker of the packs, which starts with the first call. A call that it does not survive ends as `store/failed`. */
export function createPackClient(): PackStore {
  let connection: Connection | null = null;

  const connect = (): Connection => {
    connection ??= openConnection(() => {
      connection = null;
    });
    return connection;
  };

  const call = <T>(begin: (store: Remote<PackStore>) => Promise<Result<T>>): Promise<Result<T>> => {
    const { store, crashed } = connect();
    const lost = crashed.then(({ reason }): Result<T> => failWith(reason));
    const answer = begin(store).catch((error: unknown): Result<T> => failWith(String(error)));
    return Promise.race([answer, lost]);
  };

  return {
    list: () => call((store) => store.list()),
    look: (recipe) => call((store) => store.look(recipe)),
    fetch: (recipe, onEvent) => call((store) => store.fetch(recipe, proxy(onEvent))),
    stop: async (id) => {
      // A worker that is gone has nothing left to stop.
      await connection?.store.stop(id).catch(() => undefined);
    },
    verify: (id, onEvent) => call((store) => store.verify(id, proxy(onEvent))),
    remove: (id) => call((store) => store.remove(id)),
    copy: (id, name, files, onEvent) => call((store) => store.copy(id, name, files, proxy(onEvent))),
  };
}

function openConnection(onCrash: () => void): Connection {
  const worker = startPackWorker();
  const crashed = new Promise<{ reason: string }>((resolve) => {
    const end = (reason: string): void => {
      worker.terminate();
      onCrash();
      resolve({ reason });
    };
    worker.addEventListener('error', (event) => end(event.message));
    worker.addEventListener('messageerror', () => end('a message could not be read'));
  });
  return { store: wrap<PackStore>(worker), crashed };
}

function failWith<T>(reason: string): Result<T> {
  return { ok: false, error: { code: 'store/failed', parameters: { reason } } };
}
