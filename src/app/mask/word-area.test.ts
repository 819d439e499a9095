import { expect, it } from 'vitest';
import type { EditResult } from '../../protocol/engine.ts';
import type { Photo } from '../photo/photo.ts';
import { wordAreaOf } from './word-area.ts';

const crop = { x: 2, y: 0, width: 8, height: 8 };
// Nothing else of either bears on the area.
const photo = { crop } as Photo;
const map = (word: string, ...strength: number[]) => ({ word, strength: Uint8Array.from(strength) });
const wordMaps = { width: 2, height: 1, source: [], target: [map('blue', 255, 9), map('and', 0, 0)] };
const result = { wordMaps } as unknown as EditResult;

it('is where the word acted on the edited part, as plain numbers', () => {
  const area = wordAreaOf(photo, result, { sentence: 'target', index: 0, word: 'blue' });
  expect(area).toEqual({ kind: 'word', crop, width: 2, height: 1, strength: [255, 9] });
});

it('does not exist for a word that the picture was not made with, or that acts nowhere', () => {
  expect(wordAreaOf(photo, result, { sentence: 'target', index: 0, word: 'green' })).toBeNull();
  expect(wordAreaOf(photo, result, { sentence: 'target', index: 1, word: 'and' })).toBeNull();
  expect(wordAreaOf(photo, null, { sentence: 'target', index: 0, word: 'blue' })).toBeNull();
});
