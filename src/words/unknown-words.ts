import { editDistance } from './edit-distance.ts';
import { isFunctionWord, normaliseWord } from './normalise-word.ts';

export interface UnknownWord {
  readonly word: string;
  /** The nearest word that the pack knows; null when none is near. */
  readonly suggestion: string | null;
}

const LARGEST_DISTANCE = 2;

/**
 * Words of a prompt that `known` lacks, each once, in reading order. Nothing is unknown to a pack without a word list:
 * such packs know language at large.
 */
export function findUnknownWords(prompt: string, known: readonly string[]): readonly UnknownWord[] {
  if (known.length === 0) return [];
  const words = new Set(known.map(normaliseWord));
  const unknown = new Set(
    prompt
      .split(/\s+/u)
      .map(normaliseWord)
      .filter((word) => word !== '' && !words.has(word)),
  );
  return [...unknown].map((word) => ({ word, suggestion: nearestWord(word, [...words]) }));
}

/** The known word with the smallest distance, the first of equals. Short words allow fewer slips: most are near to one another. */
function nearestWord(word: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let smallest = Math.min(LARGEST_DISTANCE, Math.max(1, Math.floor(word.length / 3))) + 1;
  for (const candidate of known) {
    if (isFunctionWord(candidate)) continue;
    const distance = editDistance(word, candidate);
    if (distance < smallest) {
      smallest = distance;
      nearest = candidate;
    }
  }
  return nearest;
}
