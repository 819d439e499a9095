/** A word as it is compared: lower case, without the punctuation around it. */
export function normaliseWord(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'a an the and or of in on at with by to from over under near beside next is are'.split(' '),
);

/** Whether a word only joins others and names nothing to look for in a picture. */
export function isFunctionWord(text: string): boolean {
  const word = normaliseWord(text);
  return word === '' || FUNCTION_WORDS.has(word);
}
