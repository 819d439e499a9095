import { EngineFailure } from '../../protocol/errors.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import type { ListedFile } from '../pack-reader.ts';
import type { PackName } from './pack-name.ts';
import { GENERAL_VOCABULARY } from './general-vocabulary.ts';
import { largestWeightOf, precisionOf } from './graph-facts.ts';
import { type TextEncoderFolder, UNET_GRAPH } from '../pack-layout.ts';
import type { PackPlan } from './pack-report.ts';
import { planAutoencoder, requireSize } from './plan-autoencoder.ts';
import { GUIDANCE_INPUT, planDenoiser } from './plan-denoiser.ts';
import { planPreview } from './plan-preview.ts';
import { planSampling } from './plan-sampling.ts';
import { planText } from './plan-text.ts';
import type { Component } from './read-component.ts';
import { FAMILIES, type FamilyId } from './families/families.ts';
import { totalBytesOf } from '../pack-file.ts';

type Config = Readonly<Record<string, unknown>>;

/** The parts of a pack, read. */
export interface FoundPack {
  readonly family: FamilyId;
  readonly unet: Component;
  readonly encoder: Component;
  readonly decoder: Component;
  /** Null where the pack has none. */
  readonly preview: Component | null;
  readonly texts: readonly (TextEncoderFolder & { readonly component: Component })[];
  /** `scheduler_config.json`; null where there is none. */
  readonly scheduler: Config | null;
  /** `model_index.json`. */
  readonly index: Config | null;
  readonly license: string | null;
}

/** Puts together what runs. Throws `EngineFailure` `pack/unsupported` where the parts do not fit. */
export function planPack(
  { family: id, unet, encoder, decoder, preview, texts, scheduler, index, license }: FoundPack,
  name: PackName,
  files: readonly ListedFile[],
): { readonly manifest: PackManifest; readonly plan: PackPlan } {
  const family = FAMILIES[id];
  const vae = planAutoencoder(encoder, decoder, family.scalingFactor);
  const { imageSize } = name;
  const denoiser = planDenoiser(
    unet,
    imageSize && {
      height: Math.round(imageSize.height / vae.factor),
      width: Math.round(imageSize.width / vae.factor),
    },
  );
  const channels = vae.channels ?? denoiser.channels;
  if (channels !== denoiser.channels) {
    throw new EngineFailure('pack/unsupported', {
      file: UNET_GRAPH,
      reason:
        `the UNet takes ${denoiser.channels} channels, the VAE gives ${channels}: ` +
        'a model for inpainting, upscaling or instructions',
    });
  }
  const image = { width: denoiser.width * vae.factor, height: denoiser.height * vae.factor };
  requireSize(encoder, image);
  requireSize(decoder, denoiser);
  const { text, assumed: assumedText } = planText(texts, denoiser, index, family);
  const said = index?.['_name_or_path'];
  const sampling = planSampling(
    scheduler,
    `${name.name} ${name.id} ${typeof said === 'string' ? said : ''}`,
    denoiser.added.includes(GUIDANCE_INPUT),
  );
  const components = [
    unet,
    encoder,
    decoder,
    ...(preview === null ? [] : [preview]),
    ...texts.map(({ component }) => component),
  ];
  return {
    manifest: {
      formatVersion: 1,
      id: name.id,
      name: name.name,
      version: name.version,
      license: license ?? 'unknown',
      description: '',
      files: files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, ...(sha256 ? { sha256 } : {}) })),
      totalBytes: totalBytesOf(files),
      image,
      latent: {
        channels,
        height: denoiser.height,
        width: denoiser.width,
        scalingFactor: vae.scalingFactor,
        ...(vae.shiftFactor === 0 ? {} : { shiftFactor: vae.shiftFactor }),
      },
      ...(preview === null ? {} : { preview: planPreview(preview, vae, denoiser, family.scalingFactor) }),
      text,
      vocabulary: GENERAL_VOCABULARY,
      examples: [],
      recommended: sampling.recommended,
    },
    plan: {
      family: id,
      sampling: sampling.sampling,
      prediction: sampling.prediction,
      precision: Object.fromEntries(components.map(({ folder, graph }) => [folder, precisionOf(graph)])),
      largestWeightBytes: components.reduce((most, { graph }) => Math.max(most, largestWeightOf(graph)), 0),
      addedInputs: denoiser.added,
      encoderSamples: vae.encoderSamples,
      assumed: [...denoiser.assumed, ...vae.assumed, ...assumedText, ...sampling.assumed],
    },
  };
}
