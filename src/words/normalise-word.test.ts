import { describe, expect, it } from 'vitest';
import { endOfWords, MAX_WORDS, placeWords, splitSentence } from './normalise-word.ts';

const LONG = 'word '.repeat(100_000);

describe('the words of a sentence', () => {
  it('are parted by spaces, each with its place', () => {
    expect(placeWords(' a  red\nball.')).toEqual([
      { word: 'a', start: 1 },
      { word: 'red', start: 4 },
      { word: 'ball.', start: 8 },
    ]);
    expect(splitSentence('  ')).toEqual([]);
  });

  it('are looked at up to a bound, however long the text is', () => {
    expect(splitSentence(LONG)).toHaveLength(MAX_WORDS);
    expect(placeWords(LONG, 3)).toHaveLength(3);
  });
});

describe('endOfWords', () => {
  it.each([
    ['a red ball', 2, 'a red'],
    ['a red ball ', 3, 'a red ball '],
    ['a red ball', 9, 'a red ball'],
    ['', 2, ''],
  ])('%j has its first %i words in %j', (sentence, limit, head) => {
    expect(sentence.slice(0, endOfWords(sentence, limit))).toBe(head);
  });
});
