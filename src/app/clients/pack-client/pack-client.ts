import { proxy, type Remote } from 'comlink';
import type { PackStore, Result } from '../../../protocol/pack-store.ts';
import { createWorkerClient, type EndReason } from '../worker-client.ts';
import { startPackWorker } from './start-pack-worker.ts';

/** Owns the worker of the packs. A call that it does not survive ends as `store/failed`. */
export function createPackClient(): PackStore {
  const client = createWorkerClient<PackStore>(startPackWorker);
  const call = <T>(begin: (store: Remote<PackStore>) => Promise<Result<T>>): Promise<Result<T>> =>
    client.call(begin, failWith);

  return {
    list: () => call((store) => store.list()),
    inspect: (spec) => call((store) => store.inspect(spec)),
    fetch: (spec, onEvent) => call((store) => store.fetch(spec, proxy(onEvent))),
    stop: (id) => client.notify((store) => store.stop(id)),
    verify: (id, onEvent) => call((store) => store.verify(id, proxy(onEvent))),
    remove: (id) => call((store) => store.remove(id)),
    copy: (id, name, files, onEvent) => call((store) => store.copy(id, name, files, proxy(onEvent))),
  };
}

function failWith(reason: EndReason): Result<never> {
  return { ok: false, error: { code: 'store/failed', parameters: { reason: String(reason) } } };
}
