import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import type { OpenedDevice } from './open-device.ts';

/** The runtime in a worker: the tokenizer library is fetched when a pack is opened. */
export function createWebHost({ ort, sessionOptions, info }: OpenedDevice): RuntimeHost {
  return {
    ort,
    sessionOptions,
    sharesWeights: info.kind === 'webgpu',
    createTokenizer: async ({ tokenizer, config }) => {
      const { PreTrainedTokenizer } = await import('@huggingface/transformers');
      return new PreTrainedTokenizer(tokenizer, config);
    },
    nowSeconds: () => performance.now() / 1000,
  };
}
