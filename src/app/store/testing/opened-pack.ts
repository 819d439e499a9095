import type { OpenedPack } from '../../../protocol/engine.ts';

/** A pack that was opened, of pictures of one pixel, for tests. */
export function createOpenedPack(): OpenedPack {
  return {
    manifest: {
      formatVersion: 1,
      id: 'starter',
      name: 'Starter',
      version: '1',
      license: 'MIT',
      description: '',
      files: [],
      totalBytes: 0,
      image: { width: 1, height: 1 },
      latent: { channels: 4, height: 1, width: 1, scalingFactor: 1 },
      text: { maxTokens: 8, width: 8 },
      vocabulary: {
        objects: [],
        colours: [],
        materials: [],
        surfaces: [],
        times: [],
        styles: [],
        synonyms: {},
        words: [],
      },
      examples: [],
      recommended: { steps: 4, timesteps: [999], guidance: 2, editGuidance: 2 },
    },
    device: { kind: 'wasm', detail: '', reason: 'no-adapter' },
    guidanceScales: ['sourceGuidance', 'targetGuidance'],
    defaults: {
      inversion: 'rnri',
      steps: 4,
      iterations: 2,
      sourceGuidance: 2,
      targetGuidance: 2,
      crossReplace: 0.8,
      selfReplace: 0.4,
      localBlend: true,
      seed: 0,
    },
    captures: {},
    seconds: 1,
  };
}
