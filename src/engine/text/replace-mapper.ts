import { at } from '../at.ts';
import type { TokenizedPrompt } from '../ports.ts';
import { tensor, zeros } from '../tensor/tensor.ts';
import { promptLength } from './prompt-length.ts';
import type { WordMap } from './word-map.ts';

/**
 * Prompt-to-Prompt's word swap (Hertz et al. 2022, section 3): the i-th target word takes the attention of the i-th source
 * word. Words of equally many tokens pair token by token; otherwise every target token takes the sum of the source tokens
 * shared out evenly. Both prompts must have equally many words.
 *
 * The authors' program differs in one place: behind the last word that was exchanged it pairs positions and not tokens (M[j, j] = 1). Where
 * a word was exchanged for one of another number of tokens, everything behind it there takes the map of a neighbour; here of its own word.
 */
export function mapByReplacement(source: TokenizedPrompt, target: TokenizedPrompt): WordMap {
  const tokens = target.ids.length;
  if (source.words.length !== target.words.length) {
    throw new RangeError(`replacement pairs words, but there are ${source.words.length} and ${target.words.length}`);
  }
  const wordMap = zeros([tokens, tokens]);
  const connect = (from: number, to: number, weight: number): void => {
    wordMap.data[from * tokens + to] = weight;
  };
  connect(0, 0, 1);
  target.words.forEach(({ positions: to }, index) => {
    const from = at(source.words, index).positions;
    const sameLength = from.length === to.length;
    from.forEach((row, i) => {
      to.forEach((column, j) => {
        if (!sameLength) connect(row, column, 1 / to.length);
        else if (i === j) connect(row, column, 1);
      });
    });
  });
  const sourceEnd = promptLength(source) - 1;
  const targetEnd = promptLength(target) - 1;
  connect(sourceEnd, targetEnd, 1);
  for (let j = targetEnd + 1; j < tokens; j++) connect(j, j, 1);
  return { mapper: 'replace', wordMap, wordAlpha: tensor([tokens], new Float32Array(tokens).fill(1)) };
}
