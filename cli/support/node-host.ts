import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';

/** The runtime under Node: onnxruntime's CPU provider on at most four threads. */
export function createNodeHost(): RuntimeHost {
  return {
    ort: { InferenceSession, Tensor },
    sessionOptions: { executionProviders: ['cpu'], intraOpNumThreads: Math.min(availableParallelism(), 4) },
    nowSeconds: () => performance.now() / 1000,
    digest: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
  };
}
