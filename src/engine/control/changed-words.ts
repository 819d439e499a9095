import { at } from '../at.ts';
import type { TokenizedPrompt } from '../ports.ts';
import { isFunctionWord } from '../../words/normalise-word.ts';
import type { WordChange } from '../../words/word-diff.ts';

/** Word indices that an edit is about. */
export interface ChangedWords {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Words that were replaced, removed, inserted or emphasised. */
export function findChangedWords(
  changes: readonly WordChange[],
  emphasis: Readonly<Record<number, number>>,
): ChangedWords {
  const touched = changes.filter(
    ({ kind, target }) => kind !== 'kept' || (target !== null && (emphasis[target] ?? 1) !== 1),
  );
  return {
    source: touched.flatMap(({ source }) => (source === null ? [] : [source])),
    target: touched.flatMap(({ target }) => (target === null ? [] : [target])),
  };
}

/** Token positions of the given words that name something; articles and prepositions attend everywhere. */
export function namingPositions(prompt: TokenizedPrompt, words: readonly number[]): readonly number[] {
  return words.flatMap((index) => {
    const { text, positions } = at(prompt.words, index);
    return isFunctionWord(text) ? [] : positions;
  });
}
