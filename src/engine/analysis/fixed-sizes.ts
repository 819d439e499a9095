import type { Graph } from '../graph/graph.ts';
import { identifyInputs } from './denoiser-inputs.ts';

/** Sizes that a UNet's file fixes; undefined for what it leaves open. */
export interface FixedSizes {
  readonly height: number | undefined;
  readonly width: number | undefined;
  /** Text positions. */
  readonly tokens: number | undefined;
  /** Numbers a text position. */
  readonly textWidth: number | undefined;
}

/**
 * `textWidth`: what the configuration beside the file says, which tells text of [batch, width, tokens] from [batch, tokens, width], the
 * usual order. Throws as `identifyInputs`.
 */
export function fixedSizesOf(graph: Graph, textWidth?: number): FixedSizes {
  const parts = identifyInputs(graph);
  const extent = (part: string, axis: number): number | undefined => {
    const found = graph.inputs.find(({ name }) => name === parts.get(part))?.type.shape?.[axis];
    return typeof found === 'number' ? found : undefined;
  };
  const text = [extent('encoder_hidden_states', 1), extent('encoder_hidden_states', 2)] as const;
  const isWidthFirst = textWidth !== undefined && text[0] === textWidth && text[1] !== textWidth;
  return {
    height: extent('sample', 2),
    width: extent('sample', 3),
    tokens: isWidthFirst ? text[1] : text[0],
    textWidth: isWidthFirst ? text[0] : text[1],
  };
}
