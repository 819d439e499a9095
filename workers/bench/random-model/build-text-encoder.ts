import { LayerBuilder } from './layer-builder.ts';
import type { BuiltModel, ModelSize } from './model-sizes.ts';

/** More negative than any score, and finite in both precisions. */
const MASKED = -30_000;
const EMBEDDING = { mean: 0, deviation: 0.02 } as const;

/** CLIP's text encoder (Radford et al. 2021): each position sees the ones before it. */
export function buildTextEncoder({ text, dtype }: ModelSize): BuiltModel {
  const { tokens, width, layers, heads, vocabulary } = text;
  const builder = new LayerBuilder(dtype);
  const ids = builder.input('input_ids', ['batch', tokens], 'int64');
  const mask = builder.numbers(
    [1, 1, tokens, tokens],
    Array.from({ length: tokens * tokens }, (_, index) => (index % tokens > Math.floor(index / tokens) ? MASKED : 0)),
  );
  const words = builder.node('Gather', [builder.weight([vocabulary, width], EMBEDDING), ids]);
  let value = builder.add(words, builder.weight([1, tokens, width], EMBEDDING));
  for (let layer = 0; layer < layers; layer++) {
    const attended = { value: builder.layerNorm(value, width), width, heads, hasBias: true, mask };
    value = builder.add(value, builder.attention(attended));
    const hidden = builder.gelu(builder.linear(builder.layerNorm(value, width), width, 4 * width));
    value = builder.add(value, builder.linear(hidden, 4 * width, width));
  }
  const states = builder.layerNorm(value, width);
  return { graph: builder.build('text_encoder', 'last_hidden_state', states), weights: builder.weights };
}
