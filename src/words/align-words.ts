import { normaliseWord } from './normalise-word.ts';

/** A word that both sentences have, by its place in either. */
export type KeptWord = readonly [source: number, target: number];

/**
 * What two sentences share word by word, in reading order. Case and punctuation do not count. Of equal ways to say what went, or what came, it
 * is a thing with its article: "a shiny pear and" of "a shiny pear and a shiny cup", and not "pear and a shiny".
 */
export function alignWords(source: readonly string[], target: readonly string[]): readonly KeptWord[] {
  const from = source.map(normaliseWord);
  const to = target.map(normaliseWord);
  const kept = alignSequences(from.length, to.length, (i, j) => from[i] === to[j]);
  return beginWithArticles(from, to, kept);
}

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);

/** Moves every run of words that went, or came, without others to the left until it begins with an article, where it may. */
function beginWithArticles(
  from: readonly string[],
  to: readonly string[],
  kept: readonly KeptWord[],
): readonly KeptWord[] {
  const moved = [...kept];
  for (let next = 1; next <= moved.length; next++) {
    const before = moved[next - 1] ?? [-1, -1];
    const after = moved[next] ?? [from.length, to.length];
    const [gone, came] = [after[0] - before[0] - 1, after[1] - before[1] - 1];
    if (gone > 0 === came > 0) continue;
    const side = gone > 0 ? 0 : 1;
    const words = gone > 0 ? from : to;
    const count = gone + came;
    const first = before[side] + 1;
    const isShared = (step: number): boolean => {
      const [i, j] = moved[next - step] ?? [-1, -1];
      return (
        i === before[0] + 1 - step && j === before[1] + 1 - step && words[first - step] === words[first + count - step]
      );
    };
    let steps = 0;
    while (!ARTICLES.has(words[first - steps] ?? '') && isShared(steps + 1)) steps += 1;
    if (!ARTICLES.has(words[first - steps] ?? '')) continue;
    for (let step = 1; step <= steps; step++) {
      const [i, j] = moved[next - step] ?? [0, 0];
      moved[next - step] = gone > 0 ? [i + count, j] : [i, j + count];
    }
  }
  return moved;
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
