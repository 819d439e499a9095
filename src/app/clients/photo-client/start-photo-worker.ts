/** Starts the thread that works on photos. The bundler finds the worker by this very expression. */
export function startPhotoWorker(): Worker {
  return new Worker(new URL('../../../../workers/photo.worker.ts', import.meta.url), {
    type: 'module',
    name: 'renoir-photo',
  });
}
