import { isFunctionWord } from '../../words/normalise-word.ts';
import type { TokenizedPrompt } from '../ports.ts';

/** Token positions of the given words that name something; articles and prepositions attend everywhere. */
export function namingPositions(prompt: TokenizedPrompt, words: readonly number[]): readonly number[] {
  return words.flatMap((index) => {
    const word = prompt.words[index];
    return word && !isFunctionWord(word.text) ? word.positions : [];
  });
}
