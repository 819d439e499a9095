import { drawsLatent } from '../../engine/passes/take-latent-mean.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import { channelsOf, countUpsamplings, fixedExtent, isTinyDecoder } from './graph-facts.ts';
import type { PackAssumption } from './pack-report.ts';
import type { Component } from './read-component.ts';
import { graphPath } from '../pack-layout.ts';

/** What a VAE makes of a picture. */
export interface AutoencoderPlan {
  readonly channels: number | undefined;
  /** Pixels along a side of a latent pixel. */
  readonly factor: number;
  readonly scalingFactor: number;
  readonly shiftFactor: number;
  readonly encoderSamples: boolean;
  readonly assumed: readonly PackAssumption[];
}

/** Of a tiny autoencoder, whose latents are scaled already. */
const TINY_SCALING = 1;
const USUAL_FACTOR = 8;

/** `usualScaling`: the scaling factor of the family's VAE, taken where no configuration says it. */
export function planAutoencoder(encoder: Component, decoder: Component, usualScaling: number): AutoencoderPlan {
  const config = { ...encoder.config, ...decoder.config };
  const isTiny = isTinyDecoder(decoder.graph);
  // A tiny autoencoder may lie beside the configuration of the one that it replaces.
  const isOwn = !isTiny || config['_class_name'] === 'AutoencoderTiny';
  const scaling = isOwn ? numberIn(config, 'scaling_factor') : undefined;
  const latents = decoder.graph.inputs[0]?.name ?? '';
  return {
    channels: channelsOf(decoder.graph, latents) ?? numberIn(config, 'latent_channels'),
    factor: factorOf(config, decoder),
    scalingFactor: scaling ?? (isTiny ? TINY_SCALING : usualScaling),
    shiftFactor: (isOwn ? numberIn(config, 'shift_factor') : undefined) ?? 0,
    encoderSamples: drawsLatent(encoder.graph),
    assumed: scaling === undefined && !isTiny ? ['scaling-factor'] : [],
  };
}

function factorOf(config: Component['config'], { graph }: Component): number {
  const levels = config['block_out_channels'] ?? config['decoder_block_out_channels'];
  if (Array.isArray(levels)) return 2 ** (levels.length - 1);
  const doublings = countUpsamplings(graph);
  return doublings === 0 ? USUAL_FACTOR : 2 ** doublings;
}

function numberIn(config: Component['config'], key: string): number | undefined {
  const value = config[key];
  return typeof value === 'number' ? value : undefined;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Throws `EngineFailure` `pack/unsupported` where a half of the VAE is fixed to another size than the UNet's. */
export function requireSize({ folder, graph }: Component, wanted: Size): void {
  const input = graph.inputs[0]?.name ?? '';
  const [height, width] = [fixedExtent(graph, input, 2), fixedExtent(graph, input, 3)];
  if ((height ?? wanted.height) === wanted.height && (width ?? wanted.width) === wanted.width) return;
  throw new EngineFailure('pack/unsupported', {
    file: graphPath(folder),
    reason: `it is fixed to ${width ?? '?'} x ${height ?? '?'}, the UNet needs ${wanted.width} x ${wanted.height}`,
  });
}
