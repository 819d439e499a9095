import type { PackSpec, PackSource } from './pack-store.ts';

/** What a pack asks of the device that computes it. */
export interface PackNeeds {
  /** Its graphs compute in float16. */
  readonly float16: boolean;
  /** Weights of all models, and the activations of the largest run, on the device. */
  readonly memoryBytes: number;
  /** The largest single weight or activation: a GPU must be able to bind it as one buffer. */
  readonly largestBufferBytes: number;
}

export interface KnownPack extends Omit<PackSpec, 'id'> {
  readonly license: { readonly name: string; readonly url: string };
  /** Of the files on the hub; what `inspect` counts is exact. */
  readonly sizeBytes: number;
  /** Side of its pictures. */
  readonly imagePx: number;
  readonly needs: PackNeeds;
}

const MB = 1e6;
const GB = 1e9;

/** Decodes the pictures between the steps in little time; a pack is whole without it. */
const TAESD_PREVIEWS = {
  repository: 'deinferno/taesd-onnx',
  folders: ['vae_decoder'],
  to: 'preview_decoder',
  isOptional: true,
} as const satisfies PackSource;

/**
 * Packs for photos that are known to have what an edit needs, the one to prefer first. Activations are those of the compiled gradient,
 * rematerialised (bench/full-size); the largest buffer is the attention over all pixels of two rows, heads x pixels^2, at 64 x 64 latents,
 * where the model has any there. WebGPU's float16 arithmetic overflows in float16 VAE encoders, so the float32 one of another export of the
 * same weights is taken.
 */
export const KNOWN_PACKS = {
  'sd-turbo': {
    name: 'SD-Turbo',
    sources: [
      { repository: 'jdp8/sd-turbo-onnx', folders: ['vae_encoder'] },
      { repository: 'schmuell/sd-turbo-ort-web' },
      { repository: 'stabilityai/sd-turbo', only: 'configuration', isOptional: true },
      TAESD_PREVIEWS,
    ],
    license: {
      name: 'Stability AI Non-Commercial Research Community License',
      url: 'https://huggingface.co/stabilityai/sd-turbo/blob/main/LICENSE.md',
    },
    sizeBytes: 2653 * MB,
    imagePx: 512,
    needs: { float16: true, memoryBytes: 3.6 * GB, largestBufferBytes: 336 * MB },
  },
  'lcm-dreamshaper-v7-half': {
    name: 'LCM Dreamshaper v7, float16',
    sources: [
      { repository: 'aislamov/lcm-dreamshaper-v7-onnx' },
      { repository: 'SimianLuo/LCM_Dreamshaper_v7', only: 'configuration', isOptional: true },
      TAESD_PREVIEWS,
    ],
    license: {
      name: 'MIT, and CreativeML OpenRAIL-M of the model it was distilled from',
      url: 'https://huggingface.co/SimianLuo/LCM_Dreamshaper_v7',
    },
    sizeBytes: 2155 * MB,
    imagePx: 512,
    needs: { float16: true, memoryBytes: 3.4 * GB, largestBufferBytes: 537 * MB },
  },
  'lcm-dreamshaper-v7': {
    name: 'LCM Dreamshaper v7',
    sources: [{ repository: 'SimianLuo/LCM_Dreamshaper_v7' }, TAESD_PREVIEWS],
    license: {
      name: 'MIT, and CreativeML OpenRAIL-M of the model it was distilled from',
      url: 'https://huggingface.co/SimianLuo/LCM_Dreamshaper_v7',
    },
    sizeBytes: 4275 * MB,
    imagePx: 512,
    needs: { float16: false, memoryBytes: 6.2 * GB, largestBufferBytes: 1074 * MB },
  },
  'sd-turbo-taesd': {
    name: 'SD-Turbo with TAESD',
    sources: [
      { repository: 'deinferno/taesd-onnx', folders: ['vae_encoder', 'vae_decoder'] },
      { repository: 'schmuell/sd-turbo-ort-web' },
      // Not the configuration of its own autoencoder, whose latents are scaled otherwise.
      {
        repository: 'stabilityai/sd-turbo',
        folders: ['', 'scheduler', 'text_encoder', 'tokenizer', 'unet'],
        only: 'configuration',
        isOptional: true,
      },
    ],
    license: {
      name: 'Stability AI Non-Commercial Research Community License; TAESD: MIT',
      url: 'https://huggingface.co/stabilityai/sd-turbo/blob/main/LICENSE.md',
    },
    sizeBytes: 2421 * MB,
    imagePx: 512,
    needs: { float16: true, memoryBytes: 3.2 * GB, largestBufferBytes: 336 * MB },
  },
  'sdxl-turbo': {
    name: 'SDXL-Turbo',
    sources: [{ repository: 'stabilityai/sdxl-turbo' }],
    license: {
      name: 'Stability AI Non-Commercial Research Community License',
      url: 'https://huggingface.co/stabilityai/sdxl-turbo/blob/main/LICENSE.md',
    },
    sizeBytes: 13_900 * MB,
    imagePx: 512,
    needs: { float16: false, memoryBytes: 17 * GB, largestBufferBytes: 253 * MB },
  },
} as const satisfies Record<string, KnownPack>;

export type KnownPackId = keyof typeof KNOWN_PACKS;

export const KNOWN_PACK_IDS = Object.keys(KNOWN_PACKS).filter(isKnownPackId);

export function isKnownPackId(id: string): id is KnownPackId {
  return Object.hasOwn(KNOWN_PACKS, id);
}

export function getKnownPack(id: KnownPackId): KnownPack {
  return KNOWN_PACKS[id];
}
