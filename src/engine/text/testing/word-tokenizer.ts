import type { TextModel, TokenizedPrompt } from '../../ports.ts';
import { tensor } from '../../tensor/tensor.ts';

const START = 1;
const END = 2;
const FIRST_WORD = 10;

/**
 * A text model without a network: each known word is one token, any other word is one token per letter; the hidden states are
 * the token ids themselves, [1, tokens, 1].
 */
export function createWordTokenizer(vocabulary: readonly string[], tokens = 16): TextModel {
  function idsOf(word: string): readonly number[] {
    const index = vocabulary.indexOf(word.toLowerCase());
    return index >= 0 ? [FIRST_WORD + index] : Array.from(word, (letter) => 1000 + (letter.codePointAt(0) ?? 0));
  }
  return {
    tokens,
    tokenize(prompt): TokenizedPrompt {
      const ids = [START];
      let truncated = false;
      const words = prompt
        .split(' ')
        .filter((text) => text !== '')
        .map((text) => {
          const wordIds = idsOf(text);
          truncated ||= ids.length + wordIds.length >= tokens;
          if (truncated) return { text, positions: [] };
          const positions = wordIds.map((_, i) => ids.length + i);
          ids.push(...wordIds);
          return { text, positions };
        });
      while (ids.length < tokens) ids.push(END);
      return { ids, words, truncated };
    },
    encode: async ({ ids }) => ({ hiddenStates: tensor([1, tokens, 1], Float32Array.from(ids)) }),
  };
}

/** The token id of a known word. */
export function tokenIdOf(vocabulary: readonly string[], word: string): number {
  return FIRST_WORD + vocabulary.indexOf(word);
}
