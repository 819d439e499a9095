import { editDistance } from './edit-distance.ts';
import { isFunctionWord } from './normalise-word.ts';

export interface UnknownWord {
  readonly word: string;
  /** The nearest word that the pack knows; null when none is near. */
  readonly suggestion: string | null;
}

/**
 * Words of a sentence that are not in a vocabulary, each once and in reading order, with the nearest word that is. Nothing is unknown
 * to a pack without a vocabulary: such packs know language at large.
 */
export function findUnknownWords(sentence: string, vocabulary: readonly string[]): readonly UnknownWord[] {
  if (vocabulary.length === 0) return [];
  const known = new Set(vocabulary.map((word) => word.toLowerCase()));
  // A word that only joins others is never what was meant: nobody wants "at" for "cat".
  const candidates = [...known].filter((word) => !isFunctionWord(word));
  return [...listWords(sentence)]
    .filter((word) => !known.has(word))
    .map((word) => ({ word, suggestion: findNearest(word, candidates) }));
}

/** The words of a sentence in lower case, each once and in reading order. */
export function listWords(sentence: string): ReadonlySet<string> {
  return new Set(sentence.toLowerCase().match(/[\p{L}\p{N}'-]+/gu));
}

/** The known word with the smallest distance, the first of equals: one slip away, or two in a longer word. */
function findNearest(word: string, candidates: readonly string[]): string | null {
  // Of a word of two letters one slip leaves nothing to go by.
  if (word.length < 3) return null;
  let nearest: string | null = null;
  let nearestDistance = (word.length <= 4 ? 1 : 2) + 1;
  for (const candidate of candidates) {
    // So many slips it takes at least.
    if (Math.abs(candidate.length - word.length) >= nearestDistance) continue;
    const distance = editDistance(word, candidate);
    if (distance < nearestDistance) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}
