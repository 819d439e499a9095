import { alignWords } from './align-words.ts';

/** Word indices that an edit is about. */
export interface ChangedWords {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Whether two sentences differ in a word. Case and punctuation do not count. */
export function haveOtherWords(source: readonly string[], target: readonly string[]): boolean {
  return source.length !== target.length || alignWords(source, target).length < target.length;
}

/** Whether words were only exchanged, one for one: between the words that both sentences have, as many came as went. */
export function areExchanged(source: readonly string[], target: readonly string[]): boolean {
  const kept = [...alignWords(source, target), [source.length, target.length] as const];
  return kept.every(([i, j]) => i === j);
}

/**
 * Words that were replaced, removed, inserted or emphasised, in reading order.
 *
 * @param emphasis per target word, by its index; 1 is neutral
 */
export function findChangedWords(
  source: readonly string[],
  target: readonly string[],
  emphasis: Readonly<Record<number, number>>,
): ChangedWords {
  const untouched = alignWords(source, target).filter(([, index]) => (emphasis[index] ?? 1) === 1);
  const keptOfSource = new Set(untouched.map(([index]) => index));
  const keptOfTarget = new Set(untouched.map(([, index]) => index));
  return {
    source: [...source.keys()].filter((index) => !keptOfSource.has(index)),
    target: [...target.keys()].filter((index) => !keptOfTarget.has(index)),
  };
}
