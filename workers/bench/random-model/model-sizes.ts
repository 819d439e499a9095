import type { Graph } from '../../../src/engine/graph/graph.ts';
import type { RandomModel } from '../../../src/protocol/benchmark.ts';
import type { RandomWeights, WeightType } from './random-weights.ts';

/** A graph and the weights it refers to. */
export interface BuiltModel {
  readonly graph: Graph;
  readonly weights: RandomWeights;
}

/** The measures of a model of Stable Diffusion's kind. */
export interface ModelSize {
  readonly dtype: WeightType;
  readonly image: { readonly height: number; readonly width: number };
  readonly latent: { readonly channels: number; readonly height: number; readonly width: number };
  readonly unet: { readonly channels: readonly number[]; readonly headWidth: number };
  /** Channels of the levels of the autoencoder. */
  readonly vae: readonly number[];
  readonly text: {
    readonly tokens: number;
    readonly width: number;
    readonly layers: number;
    readonly heads: number;
    readonly vocabulary: number;
  };
}

export const MODEL_SIZES = {
  'sd-turbo': {
    dtype: 'float16',
    image: { height: 512, width: 512 },
    latent: { channels: 4, height: 64, width: 64 },
    unet: { channels: [320, 640, 1280, 1280], headWidth: 64 },
    vae: [128, 256, 512, 512],
    text: { tokens: 77, width: 1024, layers: 23, heads: 16, vocabulary: 49_408 },
  },
  'sd-turbo-narrow': {
    dtype: 'float32',
    image: { height: 128, width: 128 },
    latent: { channels: 4, height: 16, width: 16 },
    unet: { channels: [32, 64, 128, 128], headWidth: 16 },
    vae: [32, 32, 64, 64],
    text: { tokens: 77, width: 64, layers: 23, heads: 4, vocabulary: 49_408 },
  },
} as const satisfies Record<RandomModel, ModelSize>;
