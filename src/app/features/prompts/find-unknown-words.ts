export interface UnknownWord {
  readonly word: string;
  readonly suggestion: string | null;
}

/**
 * Words of a sentence that are not in a vocabulary, each with the nearest word that is (one typing slip away,
 * two in a longer word).
 * An empty vocabulary means the pack takes any word.
 */
export function findUnknownWords(sentence: string, vocabulary: readonly string[]): readonly UnknownWord[] {
  if (vocabulary.length === 0) return [];
  const known = new Set(vocabulary.map((word) => word.toLowerCase()));
  const words = sentence.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
  return [...new Set(words)]
    .filter((word) => !known.has(word))
    .map((word) => ({ word, suggestion: findNearest(word, [...known]) }));
}

function findNearest(word: string, vocabulary: readonly string[]): string | null {
  // Of a word of two letters one slip leaves nothing to go by.
  if (word.length < 3) return null;
  const limit = word.length <= 4 ? 1 : 2;
  let nearest: string | null = null;
  let nearestDistance = limit + 1;
  for (const candidate of vocabulary) {
    if (!/^\p{L}/u.test(candidate)) continue;
    const distance = measureEdits(word, candidate);
    if (distance < nearestDistance) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours count one each. */
function measureEdits(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
