import { EngineFailure } from '../../protocol/errors.ts';
import { identifyInputs } from '../../engine/analysis/denoiser-inputs.ts';
import { type FixedSizes, fixedSizesOf } from '../../engine/analysis/fixed-sizes.ts';
import { channelsOf } from './graph-facts.ts';
import type { PackAssumption } from './pack-report.ts';
import type { Component } from './read-component.ts';
import { graphFailure } from '../graph-failure.ts';
import { UNET_GRAPH } from '../pack-layout.ts';

/** What a UNet takes. */
export interface DenoiserPlan {
  /** Of its input `sample`. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Text positions that the file is fixed to. */
  readonly tokens: number | undefined;
  /** Of the hidden states; undefined where neither file nor configuration says it. */
  readonly textWidth: number | undefined;
  /** Canonical names of the further inputs. */
  readonly added: readonly string[];
  readonly assumed: readonly PackAssumption[];
}

/** Canonical name of the guidance scale where it is an input: so in latent consistency models. */
export const GUIDANCE_INPUT = 'timestep_cond';

/** Further inputs that Renoir has values for. */
const KNOWN_INPUTS = [GUIDANCE_INPUT, 'text_embeds', 'time_ids'];
const TEXT_INPUT = 'encoder_hidden_states';
const PLAIN_INPUTS = new Set(['sample', 'timestep', TEXT_INPUT]);

/** Stable Diffusion's, in latent pixels: 512 x 512 pixels. */
const USUAL_SIZE = 64;
const USUAL_CHANNELS = 4;

/**
 * `wanted`: latent pixels to run at, where the graph leaves them open. Throws `EngineFailure` `pack/unsupported` for a
 * model with inputs that Renoir cannot fill.
 */
export function planDenoiser(
  { graph, config }: Component,
  wanted?: { readonly height: number; readonly width: number },
): DenoiserPlan {
  const inputs = identify(graph);
  const added = [...inputs.keys()].filter((part) => !PLAIN_INPUTS.has(part));
  const unknown = added.find((part) => !KNOWN_INPUTS.includes(part));
  if (unknown !== undefined) {
    throw new EngineFailure('pack/unsupported', {
      file: UNET_GRAPH,
      reason: `the UNet takes an input ${unknown}, for which Renoir has no value`,
    });
  }
  const sample = inputs.get('sample') ?? '';
  const [height, width] = sizeOf(config['sample_size']);
  const fixed = fixedSizes({ graph, config });
  const fixedHeight = fixed.height ?? wanted?.height ?? height;
  const fixedWidth = fixed.width ?? wanted?.width ?? width;
  return {
    channels: channelsOf(graph, sample) ?? USUAL_CHANNELS,
    height: fixedHeight ?? USUAL_SIZE,
    width: fixedWidth ?? USUAL_SIZE,
    tokens: fixed.tokens,
    textWidth: textWidthOf({ graph, config }),
    added,
    assumed: fixedHeight === undefined || fixedWidth === undefined ? ['latent-size'] : [],
  };
}

/** Width of the hidden states that a UNet takes; undefined where neither file nor configuration says it. Throws as `planDenoiser`. */
export function textWidthOf({ graph, config }: Pick<Component, 'graph' | 'config'>): number | undefined {
  return fixedSizes({ graph, config }).textWidth ?? declaredTextWidth(config);
}

function fixedSizes({ graph, config }: Pick<Component, 'graph' | 'config'>): FixedSizes {
  identify(graph);
  return fixedSizesOf(graph, declaredTextWidth(config));
}

function declaredTextWidth(config: Component['config']): number | undefined {
  const declared = config['cross_attention_dim'];
  return typeof declared === 'number' ? declared : undefined;
}

function identify(graph: Component['graph']): ReturnType<typeof identifyInputs> {
  try {
    return identifyInputs(graph);
  } catch (error) {
    throw graphFailure(error, UNET_GRAPH);
  }
}

/** One number for a square, or [height, width]. */
function sizeOf(value: unknown): readonly [number | undefined, number | undefined] {
  if (typeof value === 'number') return [value, value];
  const [height, width]: readonly unknown[] = Array.isArray(value) ? value : [];
  return [typeof height === 'number' ? height : undefined, typeof width === 'number' ? width : undefined];
}
