import { expect, it } from 'vitest';
import { createWordTokenizer } from '../text/testing/word-tokenizer.ts';
import { tensor } from '../tensor/tensor.ts';
import { gatherWordMaps } from './word-maps.ts';

const WORDS = ['a', 'red', 'ball'];
/** The start, `a`, `red`, then `xy`, which is unknown and takes two tokens, then the end. */
const TOKENS = 6;

it('gives each word of each row the sum of its tokens, 255 at its own maximum', () => {
  const text = createWordTokenizer(WORDS, TOKENS);
  const maps = tensor([2, TOKENS, 1, 2], new Float32Array(2 * TOKENS * 2));
  const put = (row: number, token: number, values: readonly number[]): void => {
    maps.data.set(values, (row * TOKENS + token) * 2);
  };
  put(0, 2, [0.2, 0.4]);
  put(1, 3, [0.3, 0]);
  put(1, 4, [0.1, 0.1]);
  const { width, height, source, target } = gatherWordMaps(maps, text.tokenize('a red'), text.tokenize('a red xy'));
  expect([width, height]).toEqual([2, 1]);
  expect(source.map(({ word, strength }) => [word, ...strength])).toEqual([
    ['a', 0, 0],
    ['red', 128, 255],
  ]);
  expect(target.map(({ word, strength }) => [word, ...strength])[2]).toEqual(['xy', 255, 64]);
  expect(target.map(({ isFunctionWord }) => isFunctionWord)).toEqual([true, undefined, undefined]);
  expect(new Set([...source, ...target].map(({ strength }) => strength.buffer)).size).toBe(1);
});

it('leaves words empty that the prompt had no room for', () => {
  const text = createWordTokenizer(WORDS, 3);
  const maps = tensor([2, 3, 1, 1], new Float32Array(6).fill(0.5));
  const { target } = gatherWordMaps(maps, text.tokenize('a'), text.tokenize('a red'));
  expect(target.map(({ strength }) => [...strength])).toEqual([[255], [0]]);
});
