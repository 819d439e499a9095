import { normaliseWord } from './normalise-word.ts';

export type WordChangeKind = 'kept' | 'replaced' | 'inserted' | 'removed';

/** A prompt, as far as its words go. */
interface Sentence {
  readonly words: readonly { readonly text: string }[];
}

/** What became of one word. Indices are among the space-separated words; null where the prompt has no such word. */
export interface WordChange {
  readonly kind: WordChangeKind;
  readonly source: number | null;
  readonly target: number | null;
}

/**
 * Word-by-word difference in reading order: a longest common subsequence is kept; between kept words, source and target
 * words pair up as replaced, and what is left over was removed or inserted.
 */
export function diffWords(source: Sentence, target: Sentence): readonly WordChange[] {
  const from = source.words.map((word) => normaliseWord(word.text));
  const to = target.words.map((word) => normaliseWord(word.text));
  const changes: WordChange[] = [];
  let i = 0;
  let j = 0;
  for (const [keptSource, keptTarget] of [...commonSubsequence(from, to), [from.length, to.length] as const]) {
    while (i < keptSource || j < keptTarget) {
      if (i < keptSource && j < keptTarget) changes.push({ kind: 'replaced', source: i++, target: j++ });
      else if (i < keptSource) changes.push({ kind: 'removed', source: i++, target: null });
      else changes.push({ kind: 'inserted', source: null, target: j++ });
    }
    if (i < from.length && j < to.length) changes.push({ kind: 'kept', source: i++, target: j++ });
  }
  return changes;
}

/** Index pairs of a longest common subsequence, ascending. */
function commonSubsequence(from: readonly string[], to: readonly string[]): (readonly [number, number])[] {
  const width = to.length + 1;
  const lengths = new Int32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (from[i] === to[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
