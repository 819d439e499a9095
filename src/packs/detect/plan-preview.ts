import { EngineFailure } from '../../protocol/errors.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import { channelsOf } from './graph-facts.ts';
import { planAutoencoder, requireSize, type AutoencoderPlan } from './plan-autoencoder.ts';
import type { DenoiserPlan } from './plan-denoiser.ts';
import type { Component } from './read-component.ts';
import { graphPath } from '../pack-layout.ts';

/**
 * How the decoder for previews (TAESD) scales the latents of the pack's own VAE. Throws `EngineFailure` `pack/unsupported` for one that
 * takes other latents or makes pictures of another size.
 */
export function planPreview(
  decoder: Component,
  vae: AutoencoderPlan,
  denoiser: DenoiserPlan,
  usualScaling: number,
): NonNullable<PackManifest['preview']> {
  const own = planAutoencoder(decoder, decoder, usualScaling);
  const channels = channelsOf(decoder.graph, decoder.graph.inputs[0]?.name ?? '') ?? denoiser.channels;
  if (channels !== denoiser.channels || own.factor !== vae.factor) {
    throw new EngineFailure('pack/unsupported', {
      file: graphPath(decoder.folder),
      reason:
        `it takes ${channels} channels and enlarges ${own.factor} times, the UNet and the VAE ${denoiser.channels} and ` +
        `${vae.factor}: remove the folder, or take the decoder of this model`,
    });
  }
  requireSize(decoder, denoiser);
  // Without a configuration of its own it is taken to scale latents as the pack's decoder does.
  const { scalingFactor, shiftFactor } = own.assumed.includes('scaling-factor') ? vae : own;
  return { scalingFactor, ...(shiftFactor === 0 ? {} : { shiftFactor }) };
}
