import { describe, expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';
import { buildEqualizer } from '../engine/text/equalizer.ts';
import { createWordTokenizer } from '../engine/text/testing/word-tokenizer.ts';
import { findUnknownWords } from './unknown-words.ts';

const KNOWN = ['ball', 'cube', 'cylinder', 'ring', 'pyramid', 'red', 'blue', 'purple', 'a', 'at', 'on', 'sand', 'day'];

describe('unknown words', () => {
  it('are those that the pack lacks, with the nearest word it has', () => {
    expect(findUnknownWords('a bleu ball on snad', KNOWN)).toEqual([
      { word: 'bleu', suggestion: 'blue' },
      { word: 'snad', suggestion: 'sand' },
    ]);
    expect(findUnknownWords('purpel silinder', KNOWN)).toEqual([
      { word: 'purpel', suggestion: 'purple' },
      { word: 'silinder', suggestion: 'cylinder' },
    ]);
  });

  it('have no suggestion where nothing is near', () => {
    expect(findUnknownWords('a cat on a sofa', KNOWN)).toEqual([
      { word: 'cat', suggestion: null },
      { word: 'sofa', suggestion: null },
    ]);
  });

  it('are named once, without case and punctuation', () => {
    expect(findUnknownWords('A Dog, a dog. Red!', KNOWN).map(({ word }) => word)).toEqual(['dog']);
  });

  it('do not exist for a pack without a word list', () => {
    expect(findUnknownWords('anything goes', [])).toEqual([]);
  });
});

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
  ['blue', 'bleu', 1],
  ['ca', 'abc', 3],
])('the distance from "%s" to "%s" is %i', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

it('the equalizer weights all tokens of an emphasised word and no other', () => {
  const target = createWordTokenizer(['a', 'red'], 8).tokenize('a red owl');
  expect([...buildEqualizer(target, { 1: 2, 2: 0.5 }).data]).toEqual([1, 1, 2, 0.5, 0.5, 0.5, 1, 1]);
});
