const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * Where a phrase stands in a text as whole words, whatever its case; -1 if it does not. By hand: a regular expression for each phrase,
 * whole words and all cases of Unicode, takes the browser a tenth of a second for a vocabulary.
 */
export function findPhrase(text: string, phrase: string): number {
  const [haystack, needle] = [text.toLowerCase(), phrase.toLowerCase()];
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    const [before, after] = [haystack[at - 1] ?? '', haystack[at + needle.length] ?? ''];
    if (!WORD_CHARACTER.test(before) && !WORD_CHARACTER.test(after)) return at;
  }
  return -1;
}
