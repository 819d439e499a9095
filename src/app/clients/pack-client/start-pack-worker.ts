/** Starts the thread that keeps model packs. The bundler finds the worker by this very expression. */
export function startPackWorker(): Worker {
  return new Worker(new URL('../../../../workers/pack-store.worker.ts', import.meta.url), {
    type: 'module',
    name: 'renoir-packs',
  });
}
