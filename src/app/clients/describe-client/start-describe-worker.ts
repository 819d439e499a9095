/** Starts the thread that puts photos into words. The bundler finds the worker by this very expression. */
export function startDescribeWorker(): Worker {
  return new Worker(new URL('../../../../workers/describe.worker.ts', import.meta.url), {
    type: 'module',
    name: 'renoir-describe',
  });
}
