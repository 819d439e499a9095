import type { InversionSummary, PixelImage, ThingMap } from '../../protocol/engine.ts';
import type { SamplingRecord } from '../diffusion/process.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EncodedText } from '../ports.ts';
import { LruCache } from './lru-cache.ts';

/** A photo as the autoencoder sees it. */
export interface EncodedPhoto {
  /** z_0, the scaled mean. */
  readonly latent: Tensor;
  /** dB: the autoencoder's own reconstruction against the photo. */
  readonly psnrBound: number;
}

/** An inverted photo, and what sampling from its noise with its own words gives. */
export interface InvertedPhoto {
  /** z_0 and the latent at each timestep, least noisy first. */
  readonly trajectory: readonly Tensor[];
  readonly record: SamplingRecord;
  readonly summary: InversionSummary;
  /** UNet rows of the inversion and of the reconstruction together. */
  readonly rows: number;
  readonly reconstruction: PixelImage;
  /** The latent that the reconstruction was decoded from. */
  readonly reconstructionLatent: Tensor;
  /** dB: the reconstruction against the photo. */
  readonly psnr: number;
}

/** Results of stages by a hash of everything they depend on. */
export interface StageCache {
  readonly encode: LruCache<EncodedPhoto>;
  readonly text: LruCache<EncodedText>;
  readonly invert: LruCache<InvertedPhoto>;
  readonly locate: LruCache<ThingMap>;
  /** Self-attention, [height * width, height, width]. */
  readonly attend: LruCache<Tensor>;
}

const DEFAULT_LIMIT_BYTES = 64 * 2 ** 20;

/** `limitBytes` bounds each stage on its own. */
export function createStageCache(limitBytes: number = DEFAULT_LIMIT_BYTES): StageCache {
  return {
    encode: new LruCache(limitBytes),
    text: new LruCache(limitBytes),
    invert: new LruCache(limitBytes),
    locate: new LruCache(limitBytes),
    attend: new LruCache(limitBytes),
  };
}
