import type { EngineError } from '../../../protocol/errors.ts';

const PARTS: Readonly<Record<string, string>> = {
  unet: 'The model',
  vae_encoder: 'The part of the model that reads photos',
  vae_decoder: 'The part of the model that paints',
  preview_decoder: 'The part of the model that paints previews',
  text_encoder: 'The part of the model that reads words',
};

const FAULTS: Readonly<Record<string, string>> = {
  'not-a-number': 'computed numbers that are none',
  constant: 'computed the same number everywhere',
  black: 'painted nothing but black',
};

const REMEDIES: Readonly<Record<string, string>> = {
  float32: 'Half precision is the likely cause: choose this model in float32.',
  taesd: 'Half precision is the likely cause: choose a pack with a float32 autoencoder, or with TAESD.',
  cpu: 'The graphics card is the likely cause: open the page with ?device=wasm to run on the CPU.',
  'another-pack': 'Choose another model.',
};

/** What went wrong in a model that ran but gave nothing to use, and what to try. */
export const BAD_OUTPUT = {
  'device/bad-output': ({ part, found, remedy }: EngineError['parameters']) =>
    `${PARTS[part ?? ''] ?? 'The model'} ${FAULTS[found ?? ''] ?? 'gave nothing to use'}. ${REMEDIES[remedy ?? ''] ?? 'Choose another model.'}`,
} as const;
