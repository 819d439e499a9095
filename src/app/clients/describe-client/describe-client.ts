import { proxy, wrap, type Remote } from 'comlink';
import type { Describer } from '../../../protocol/describe.ts';
import { startDescribeWorker } from './start-describe-worker.ts';

/** Owns the describing worker, which lives for one description: its model needs much memory and is seldom wanted twice. */
export function createDescribeClient(): Describer {
  return {
    async describe(image, onProgress) {
      const worker = startDescribeWorker();
      const crashed = new Promise<string>((resolve) => {
        worker.addEventListener('error', (event) => resolve(event.message));
      });
      const remote: Remote<Describer> = wrap<Describer>(worker);
      try {
        return await Promise.race([
          remote.describe(image, proxy(onProgress)),
          crashed.then((reason) => ({ ok: false, reason }) as const),
        ]);
      } finally {
        worker.terminate();
      }
    },
  };
}
