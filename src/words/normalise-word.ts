/** A word as it is compared: lower case, without the punctuation around it; a word that is nothing else is itself. */
export function normaliseWord(text: string): string {
  return trimPunctuation(text.toLowerCase());
}

/** A word without the punctuation around it; a word that is nothing else is itself. */
export function trimPunctuation(text: string): string {
  return text.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || text;
}

/** The space-separated words of a sentence, as typed. */
export function splitSentence(sentence: string): readonly string[] {
  return sentence.match(/\S+/gu) ?? [];
}

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'a an the and or of in on at with by to from over under near beside next is are'.split(' '),
);

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** Whether a word only joins others and names nothing to look for in a picture. */
export function isFunctionWord(text: string): boolean {
  return !WORD_CHARACTER.test(text) || FUNCTION_WORDS.has(normaliseWord(text));
}
