import { expect, it } from 'vitest';
import { createWordTokenizer } from './testing/word-tokenizer.ts';
import { findUnreadWords } from './unread-words.ts';

/** Six tokens, of which the beginning and the end take two; `owl` is unknown and takes three. */
const { tokenize } = createWordTokenizer(['a', 'red', 'ball', 'on', 'sand'], 6);

it('words behind the end of the prompt are named by the first of them, in either sentence', () => {
  expect(findUnreadWords(tokenize('a red ball'), tokenize('a red ball on'))).toBeNull();
  expect(findUnreadWords(tokenize('a red ball'), tokenize('a red ball on sand'))).toEqual({ source: null, target: 4 });
  expect(findUnreadWords(tokenize('a red owl on'), tokenize('a ball'))).toEqual({ source: 2, target: null });
});
