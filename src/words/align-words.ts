import { normaliseWord } from './normalise-word.ts';

/** A word that both sentences have, by its place in either. */
export type KeptWord = readonly [source: number, target: number];

/** What two sentences share word by word, in reading order. Case and punctuation do not count. */
export function alignWords(source: readonly string[], target: readonly string[]): readonly KeptWord[] {
  const from = source.map(normaliseWord);
  const to = target.map(normaliseWord);
  return alignSequences(from.length, to.length, (i, j) => from[i] === to[j]);
}

/**
 * A longest common subsequence of two sequences of these lengths. Takes one comparison for each item of their common beginning, and
 * for what is left of them the product of the lengths: typing at the end of a sentence is linear in it.
 */
export function alignSequences(
  fromLength: number,
  toLength: number,
  isSame: (i: number, j: number) => boolean,
): readonly KeptWord[] {
  const kept: KeptWord[] = [];
  const shorter = Math.min(fromLength, toLength);
  while (kept.length < shorter && isSame(kept.length, kept.length)) kept.push([kept.length, kept.length]);
  const start = kept.length;
  if (start === shorter) return kept;
  const width = toLength - start + 1;
  /** The longest common subsequence of the items from i and from j on. */
  const lengths = new Int32Array((fromLength - start + 1) * width);
  const at = (i: number, j: number): number => lengths[(i - start) * width + j - start] ?? 0;
  for (let i = fromLength - 1; i >= start; i--) {
    for (let j = toLength - 1; j >= start; j--) {
      const length = isSame(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      lengths[(i - start) * width + j - start] = length;
    }
  }
  for (let i = start, j = start; i < fromLength && j < toLength;) {
    if (isSame(i, j)) kept.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return kept;
}
