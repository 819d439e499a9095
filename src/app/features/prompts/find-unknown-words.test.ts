import { describe, expect, it } from 'vitest';
import { findUnknownWords } from './find-unknown-words.ts';

const vocabulary = ['a', 'red', 'purple', 'ball', 'on', 'sand', 'snow', ',', '.'];

describe('findUnknownWords', () => {
  it('finds nothing in a sentence of known words, whatever their case and punctuation', () => {
    expect(findUnknownWords('A red ball, on sand.', vocabulary)).toEqual([]);
  });

  it('suggests the nearest known word for a slip', () => {
    expect(findUnknownWords('a purpel ball', vocabulary)).toEqual([{ word: 'purpel', suggestion: 'purple' }]);
    expect(findUnknownWords('a bal on snwo', vocabulary).map(({ suggestion }) => suggestion)).toEqual(['ball', 'snow']);
  });

  it('suggests nothing for a word that is like none', () => {
    expect(findUnknownWords('a giraffe', vocabulary)).toEqual([{ word: 'giraffe', suggestion: null }]);
    expect(findUnknownWords('a b', vocabulary)).toEqual([{ word: 'b', suggestion: null }]);
  });

  it('names a word once', () => {
    expect(findUnknownWords('giraffe giraffe', vocabulary)).toHaveLength(1);
  });

  it('lets any word pass where the pack names no vocabulary', () => {
    expect(findUnknownWords('a giraffe', [])).toEqual([]);
  });
});
