import { expect, it } from 'vitest';
import type { WordMaps } from '../../../protocol/engine.ts';
import { rankWords } from './rank-words.ts';

const map = (word: string, ...strength: number[]) => ({ word, strength: Uint8Array.from(strength) });

/** Two by two cells: "a" everywhere, "red" and less "ball" at the top left, "sand" below. */
const MAPS: WordMaps = {
  width: 2,
  height: 2,
  source: [map('a', 255, 255, 255, 255), map('sand', 0, 0, 255, 255)],
  target: [
    map('a', 250, 255, 250, 250),
    map('red', 255, 10, 0, 0),
    map('ball', 200, 255, 20, 0),
    map('sand', 0, 9, 255, 240),
    { ...map('on', 255, 0, 0, 0), isFunctionWord: true },
  ],
};

it('ranks the words of a sentence by how much more they act at a point than elsewhere', () => {
  expect(rankWords(MAPS, 'target', { x: 0.2, y: 0.3 }).map(({ word }) => word)).toEqual(['red', 'ball']);
  expect(rankWords(MAPS, 'target', { x: 0.9, y: 0.9 }).map(({ word }) => word)).toEqual(['sand']);
  expect(rankWords(MAPS, 'source', { x: 0.9, y: 0.9 })).toEqual([
    { sentence: 'source', index: 1, word: 'sand', share: 1 },
  ]);
});

it('takes the borders of the picture for the cells beside them', () => {
  expect(rankWords(MAPS, 'target', { x: 1, y: 1 })[0]?.word).toBe('sand');
  expect(rankWords(MAPS, 'target', { x: -0.1, y: 0 })[0]?.word).toBe('red');
});
