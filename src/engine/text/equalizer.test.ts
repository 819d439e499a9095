import { expect, it } from 'vitest';
import { buildEqualizer } from './equalizer.ts';
import { createWordTokenizer } from './testing/word-tokenizer.ts';

it('the equalizer weights all tokens of an emphasised word and no other', () => {
  const target = createWordTokenizer(['a', 'red'], 8).tokenize('a red owl');
  expect([...buildEqualizer(target, { 1: 2, 2: 0.5 }).data]).toEqual([1, 1, 2, 0.5, 0.5, 0.5, 1, 1]);
});
