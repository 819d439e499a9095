import { proxy } from 'comlink';
import type { Describer, Description } from '../../../protocol/describe.ts';
import { createWorkerClient } from '../worker-client.ts';
import { startDescribeWorker } from './start-describe-worker.ts';

/** Owns the describing worker, which lives for one description: its model needs much memory and is seldom wanted twice. */
export function createDescribeClient(): Describer {
  return {
    async describe(image, onProgress) {
      const client = createWorkerClient<Describer>(startDescribeWorker);
      try {
        return await client.call<Description>(
          (describer) => describer.describe(image, proxy(onProgress)),
          (reason) => ({ ok: false, reason: String(reason) }),
        );
      } finally {
        client.end();
      }
    },
  };
}
