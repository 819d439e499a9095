import type { TokenizedPrompt } from '../ports.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

/** Attention weight per token position, [tokens]: a word's emphasis at its tokens, 1 elsewhere (Prompt-to-Prompt's re-weighting). */
export function buildEqualizer(target: TokenizedPrompt, emphasis: Readonly<Record<number, number>>): Tensor {
  const data = new Float32Array(target.ids.length).fill(1);
  target.words.forEach(({ positions }, index) => {
    for (const position of positions) data[position] = emphasis[index] ?? 1;
  });
  return tensor([data.length], data);
}
