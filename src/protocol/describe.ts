import type { PixelImage } from './edit-request.ts';

/** The model that puts photos into words, from the hub; it is fetched when the user asks for it and then kept by the browser. */
export const CAPTION_MODEL = {
  repository: 'Xenova/vit-gpt2-image-captioning',
  license: { name: 'Apache 2.0', url: 'https://huggingface.co/Xenova/vit-gpt2-image-captioning' },
  /** Encoder and decoder, quantised to 8 bits. */
  sizeBytes: 246e6,
} as const;

export interface FetchProgress {
  readonly loadedBytes: number;
  /** Of the files known so far. */
  readonly totalBytes: number;
}

export type Description =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** Puts photos into words. */
export interface Describer {
  /** What a picture shows, in a few English words. Fetches the model first where the browser has not kept it. */
  describe(image: PixelImage, onProgress: (progress: FetchProgress) => void): Promise<Description>;
}
