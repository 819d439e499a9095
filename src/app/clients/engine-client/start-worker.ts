/** Starts the thread that computes. The bundler finds the worker by this very expression. */
export function startWorker(): Worker {
  return new Worker(new URL('../../../../workers/inference.worker.ts', import.meta.url), {
    type: 'module',
    name: 'renoir-inference',
  });
}
