/** Starts the thread that measures one device. The bundler finds the worker by this very expression. */
export function startBenchmarkWorker(): Worker {
  return new Worker(new URL('../../../../workers/bench.worker.ts', import.meta.url), {
    type: 'module',
    name: 'renoir-bench',
  });
}
