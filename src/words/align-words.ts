import { normaliseWord } from './normalise-word.ts';

/** A word that both sentences have, by its place in either. */
export type KeptWord = readonly [source: number, target: number];

/** What two sentences share word by word, in reading order: a longest common subsequence. Case and punctuation do not count. */
export function alignWords(source: readonly string[], target: readonly string[]): readonly KeptWord[] {
  const from = source.map(normaliseWord);
  const to = target.map(normaliseWord);
  const width = to.length + 1;
  /** lengths[i * width + j]: the longest common subsequence of from[i..] and to[j..]. */
  const lengths = new Int32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept: KeptWord[] = [];
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (from[i] === to[j]) kept.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return kept;
}
