import { describe, expect, it } from 'vitest';
import { diffWords } from './diff-words.ts';

/** `a -red- +blue+ ball`: what went between minus signs, what came between plus signs. */
function print(source: string, target: string): string {
  const { words, goneAtEnd } = diffWords(source, target);
  return words
    .flatMap(({ word, kind, gone }) => [...gone.map((lost) => `-${lost}-`), kind === 'same' ? word : `+${word}+`])
    .concat(goneAtEnd.map((lost) => `-${lost}-`))
    .join(' ');
}

describe('diffWords', () => {
  it.each([
    ['a red ball', 'a red ball', 'a red ball'],
    ['a red ball', 'a blue ball', 'a -red- +blue+ ball'],
    ['a red ball on grass', 'a blue cube on grass', 'a -red- +blue+ -ball- +cube+ on grass'],
    ['a red ball', 'an orange ball', 'an -red- +orange+ ball'],
    ['a ball', 'a big ball', 'a +big+ ball'],
    ['a red ball', 'a ball', 'a -red- ball'],
    ['a ball at day', 'a ball', 'a ball -at- -day-'],
    ['on a wooden table at day', 'on snow at day', 'on -a- -wooden- -table- +snow+ at day'],
    ['on snow at day', 'on a wooden table at day', 'on -snow- +a+ +wooden+ +table+ at day'],
    ['', 'a ball', '+a+ +ball+'],
    ['a ball', '', '-a- -ball-'],
    ['', '', ''],
    ['A red ball.', 'a red ball', 'a red ball'],
    ['a red ball, a red cube', 'a red ball, a blue cube', 'a red ball, a -red- +blue+ cube'],
  ])('%j to %j is %s', (source, target, expected) => {
    expect(print(source, target)).toBe(expected);
  });

  it('knows where each word stands in the text and among the words', () => {
    const { words } = diffWords('a red ball', 'a  blue ball ');
    expect(words.map(({ index, start, sourceIndex }) => [index, start, sourceIndex])).toEqual([
      [0, 0, 0],
      [1, 3, 1],
      [2, 8, 2],
    ]);
  });
});
