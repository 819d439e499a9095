import { EngineFailure } from '../../protocol/errors.ts';
import type { PackManifest, PackTextEncoder } from '../../protocol/pack-manifest.ts';
import { fixedExtent, fixedOutputExtent } from './graph-facts.ts';
import { type TextEncoderFolder, FIRST_TEXT_ENCODER, graphPath } from '../pack-layout.ts';
import type { DenoiserPlan } from './plan-denoiser.ts';
import type { PackAssumption } from './pack-report.ts';
import type { Component } from './read-component.ts';
import type { Family } from './families/family.ts';
import { at } from '../../engine/at.ts';

export interface TextPlan {
  readonly text: PackManifest['text'];
  readonly assumed: readonly PackAssumption[];
}

/** Text positions of CLIP. */
const USUAL_TOKENS = 77;

const LAST = 'last_hidden_state';
const POOLED = 'text_embeds';
/** A field of `model_index.json`, true where it is absent. */
const EMPTY_IS_ZERO = 'force_zeros_for_empty_prompt';
const LAYER = /^hidden_states\.(\d+)$/;

/**
 * `index`: `model_index.json`; `encoders`: those of the family. Throws `EngineFailure` `pack/unsupported` where the encoders do not give
 * what the UNet takes.
 */
export function planText(
  encoders: readonly (TextEncoderFolder & { readonly component: Component })[],
  { textWidth, tokens: fixedTokens }: DenoiserPlan,
  index: Component['config'] | null,
  family: Family,
): TextPlan {
  const planned = encoders.map((encoder, index) => planEncoder(encoder, family, index === encoders.length - 1));
  const widths = encoders.map(({ component }, index) => hiddenWidthOf(component, at(planned, index).hiddenStates));
  const known = widths.every((width) => width !== undefined);
  const width = known ? widths.reduce((sum, own) => sum + own, 0) : textWidth;
  if (textWidth !== undefined && width !== textWidth) {
    throw new EngineFailure('pack/unsupported', {
      file: graphPath(FIRST_TEXT_ENCODER.folder),
      reason: `the text encoder gives ${width ?? '?'} numbers a word, the UNet takes ${textWidth}: they are of different models`,
    });
  }
  const [first] = encoders;
  const positions = first === undefined ? undefined : positionsOf(first.component);
  const text = { maxTokens: fixedTokens ?? positions ?? USUAL_TOKENS, width: width ?? 0 };
  return {
    text: {
      ...text,
      ...(isDefault(planned) ? {} : { encoders: planned }),
      ...(family.zeroesEmptyPrompt ? { isEmptyZero: index?.[EMPTY_IS_ZERO] !== false } : {}),
    },
    assumed: (fixedTokens ?? positions) === undefined ? ['tokens'] : [],
  };
}

/** Whether this is what a manifest without `encoders` means. */
function isDefault(planned: readonly PackTextEncoder[]): boolean {
  return planned.length === 1 && planned.every(({ hiddenStates, pooled }) => hiddenStates === LAST && pooled === null);
}

/** Hidden states are numbered from the embedding (0) to the last layer. */
function planEncoder(
  { folder, tokenizer, component }: TextEncoderFolder & { readonly component: Component },
  family: Family,
  isLast: boolean,
): PackTextEncoder {
  const outputs = component.graph.outputs.map(({ name }) => name);
  const layers = outputs.flatMap((name) => (LAYER.test(name) ? [Number(LAYER.exec(name)?.[1])] : []));
  const last = layers.reduce((most, layer) => Math.max(most, layer), 0);
  const hiddenStates = family.hiddenStates === 'penultimate' ? `hidden_states.${last - 1}` : LAST;
  const pooled = family.takesPooled && isLast ? POOLED : null;
  const lacking = [hiddenStates, ...(pooled === null ? [] : [pooled])].find((name) => !outputs.includes(name));
  if (lacking !== undefined) {
    throw new EngineFailure('pack/unsupported', {
      file: graphPath(folder),
      reason: `it has no output ${lacking}; export it with all hidden states`,
    });
  }
  return { folder, tokenizer, hiddenStates, pooled };
}

/** Width of a text encoder's hidden states; undefined where neither file nor configuration says it. */
export function hiddenWidthOf({ graph, config }: Component, output: string = LAST): number | undefined {
  const configured = config['hidden_size'];
  return fixedOutputExtent(graph, output, -1) ?? (typeof configured === 'number' ? configured : undefined);
}

function positionsOf({ graph, config }: Component): number | undefined {
  const configured = config['max_position_embeddings'];
  const input = graph.inputs[0]?.name ?? '';
  return fixedExtent(graph, input, 1) ?? (typeof configured === 'number' ? configured : undefined);
}
