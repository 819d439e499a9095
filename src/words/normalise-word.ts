/** A word as it is compared: lower case, without the punctuation around it; a word that is nothing else is itself. */
export function normaliseWord(text: string): string {
  return trimPunctuation(text.toLowerCase());
}

/** A word without the punctuation around it; a word that is nothing else is itself. */
export function trimPunctuation(text: string): string {
  return text.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || text;
}

/** More words than any model reads. What stands behind them is not looked at: a text of any length can be pasted as a sentence. */
export const MAX_WORDS = 512;

/** A space-separated word of a sentence, as typed, and its offset. */
export interface PlacedWord {
  readonly word: string;
  readonly start: number;
}

/** The first words of a sentence with their places. */
export function placeWords(sentence: string, limit: number = MAX_WORDS): readonly PlacedWord[] {
  const placed: PlacedWord[] = [];
  const pattern = /\S+/gu;
  while (placed.length < limit) {
    const found = pattern.exec(sentence);
    if (found === null) break;
    placed.push({ word: found[0], start: found.index });
  }
  return placed;
}

/** The first `MAX_WORDS` space-separated words of a sentence, as typed. */
export function splitSentence(sentence: string): readonly string[] {
  return placeWords(sentence).map(({ word }) => word);
}

/** Where the first so many words of a sentence end: its length where it has no more. */
export function endOfWords(sentence: string, limit: number): number {
  const placed = placeWords(sentence, limit + 1);
  const last = placed[limit - 1];
  return placed.length <= limit || last === undefined ? sentence.length : last.start + last.word.length;
}

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'a an the and or of in on at with by to from over under near beside next is are'.split(' '),
);

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** Whether a sentence says anything: punctuation alone is no sentence, and a model paints nothing in particular for it. */
export function hasWords(sentence: string): boolean {
  return WORD_CHARACTER.test(sentence);
}

/** Whether a word only joins others and names nothing to look for in a picture. */
export function isFunctionWord(text: string): boolean {
  return !WORD_CHARACTER.test(text) || FUNCTION_WORDS.has(normaliseWord(text));
}
