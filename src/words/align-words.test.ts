import { describe, expect, it } from 'vitest';
import { alignSequences, alignWords } from './align-words.ts';

/** Comparisons that it takes to align two sentences. */
function countComparisons(source: readonly string[], target: readonly string[]): number {
  let count = 0;
  alignSequences(source.length, target.length, (i, j) => {
    count += 1;
    return source[i] === target[j];
  });
  return count;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`);

describe('alignWords', () => {
  it('keeps the most words, and of equal ones the first', () => {
    expect(alignWords(['a', 'red', 'ball'], ['a', 'ball'])).toEqual([
      [0, 0],
      [2, 1],
    ]);
    expect(alignWords(['x', 'a', 'a'], ['a'])).toEqual([[1, 0]]);
    expect(alignWords(['a', 'a'], ['a'])).toEqual([[0, 0]]);
    expect(alignWords([], ['a'])).toEqual([]);
  });

  it.each([
    ['a shiny pear and a shiny cup', 'a shiny cup', 'a shiny pear and'],
    ['a red cup, a red ball and a red tree', 'a red ball and a red tree', 'a red cup,'],
    ['a metal star and a metal cup on sand', 'a metal cup on sand', 'a metal star and'],
    ['a metal star and a metal cup on sand', 'a metal star on sand', 'and a metal cup'],
    ['a red ball on a red cube', 'a ball on a red cube', 'red'],
  ])(
    'of %j that becomes %j what went is %j, as a person would say; and what came, the other way',
    (long, short, other) => {
      const [more, less] = [long.split(' '), short.split(' ')];
      const missing = (kept: readonly number[]) => more.filter((_, index) => !kept.includes(index)).join(' ');
      const gone = alignWords(more, less);
      expect(missing(gone.map(([index]) => index))).toBe(other);
      expect(gone.map(([, index]) => index)).toEqual([...less.keys()]);
      expect(missing(alignWords(less, more).map(([, index]) => index))).toBe(other);
    },
  );
});

describe('alignSequences', () => {
  it('compares each word once where the end is typed on', () => {
    const sentence = range(500);
    expect(countComparisons(sentence, sentence)).toBe(500);
    expect(countComparisons(sentence, [...sentence, 'more'])).toBe(500);
    expect(countComparisons(sentence, sentence.slice(0, -1))).toBe(499);
  });

  it('compares no more than the words behind the common beginning with each other', () => {
    const sentence = range(500);
    const changed = sentence.with(450, 'other');
    expect(countComparisons(sentence, changed)).toBeLessThanOrEqual(451 + 50 * 50 + 100);
  });
});
