import { describe, expect, it } from 'vitest';
import { alignTokens } from './refine-mapper.ts';
import { mapByReplacement } from './replace-mapper.ts';
import { createWordTokenizer } from './testing/word-tokenizer.ts';
import { mapWords } from './map-words.ts';

const TOKENS = 12;
const { tokenize } = createWordTokenizer(
  ['a', 'an', 'cat', 'dog', 'sitting', 'fluffy', 'red', 'ball', 'on', 'sand'],
  TOKENS,
);

/** For each target token the source tokens that it takes from, as `source:weight`. */
function describeMap(source: string, target: string) {
  const { mapper, wordMap, wordAlpha } = mapWords(tokenize(source), tokenize(target));
  const columns = Array.from({ length: TOKENS }, (_, j) =>
    Array.from({ length: TOKENS }, (_, i) => ({ i, weight: wordMap.data[i * TOKENS + j] ?? 0 }))
      .filter(({ weight }) => weight !== 0)
      .map(({ i, weight }) => (weight === 1 ? `${i}` : `${i}:${weight.toFixed(2)}`))
      .join(' '),
  );
  return { mapper, columns, alpha: [...wordAlpha.data].join('') };
}

describe('the word map', () => {
  it('is the identity for equal prompts', () => {
    const { mapper, columns, alpha } = describeMap('a cat sitting', 'a cat sitting');
    expect(mapper).toBe('replace');
    expect(columns).toEqual(Array.from({ length: TOKENS }, (_, j) => `${j}`));
    expect(alpha).toBe('1'.repeat(TOKENS));
  });

  it('gives an exchanged word the attention of the old one', () => {
    expect(describeMap('a cat sitting', 'a dog sitting').columns).toEqual(
      Array.from({ length: TOKENS }, (_, j) => `${j}`),
    );
  });

  it('shares a word out evenly over one of more tokens and moves the rest along', () => {
    const { mapper, columns } = describeMap('a cat sitting', 'a owl sitting');
    expect(mapper).toBe('replace');
    expect(columns.slice(0, 8)).toEqual(['0', '1', '2:0.33', '2:0.33', '2:0.33', '3', '4', '7']);
  });

  it('pairs the tokens of words of the same length', () => {
    expect(describeMap('a owl sitting', 'a elk sitting').columns.slice(0, 7)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  it('leaves an inserted word its own attention and shifts the others', () => {
    const { mapper, columns, alpha } = describeMap('a cat sitting', 'a fluffy cat sitting');
    expect(mapper).toBe('refine');
    expect(columns).toEqual(['0', '1', '', '2', '3', '4', '6', '7', '8', '9', '10', '11']);
    expect(alpha).toBe('110111111111');
  });

  it('closes up after a removed word', () => {
    const { columns, alpha } = describeMap('a fluffy cat sitting', 'a cat sitting');
    expect(columns.slice(0, 5)).toEqual(['0', '1', '3', '4', '5']);
    expect(alpha).toBe('1'.repeat(TOKENS));
  });

  it('refines where words moved though their number stayed', () => {
    expect(describeMap('a red ball on sand', 'a ball on red sand').mapper).toBe('refine');
  });

  it('cannot replace between different numbers of words', () => {
    expect(() => mapByReplacement(tokenize('a cat'), tokenize('cat'))).toThrow(RangeError);
  });

  it('copes with a prompt that was cut off', () => {
    const { columns } = describeMap('abcdefgh cat sitting on', 'abcdefgh dog sitting on');
    expect(columns).toHaveLength(TOKENS);
  });
});

describe('token alignment', () => {
  it('prefers a gap to a mismatch', () => {
    expect(alignTokens([1, 5, 2], [1, 6, 2])).toEqual([0, -1, 2]);
  });

  it('breaks ties to the left: of equal matches the target takes the earlier one', () => {
    expect(alignTokens([7], [7, 7])).toEqual([0, -1]);
  });

  it('aligns with nothing at all', () => {
    expect(alignTokens([], [3, 4])).toEqual([-1, -1]);
    expect(alignTokens([3, 4], [])).toEqual([]);
  });
});
