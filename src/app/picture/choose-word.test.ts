import { expect, it } from 'vitest';
import type { WordMaps } from '../../protocol/engine.ts';
import { chooseNewWord, chooseWord } from './choose-word.ts';

function mapsOf(source: string, target: string): WordMaps {
  const map = (sentence: string) => sentence.split(' ').map((word) => ({ word, strength: new Uint8Array(4) }));
  return { width: 2, height: 2, source: map(source), target: map(target) };
}

it('finds the map of a word only in a picture that was made with that word', () => {
  const maps = mapsOf('a red ball', 'a blue ball');
  expect(chooseWord(maps, { sentence: 'target', index: 1, word: 'blue' })?.map).toBe(maps.target[1]);
  expect(chooseWord(maps, { sentence: 'source', index: 1, word: 'red' })?.map).toBe(maps.source[1]);
  expect(chooseWord(maps, { sentence: 'target', index: 1, word: 'green' })).toBeNull();
  expect(chooseWord(null, { sentence: 'target', index: 1, word: 'blue' })).toBeNull();
});

it('starts with the word that is new', () => {
  expect(chooseNewWord(mapsOf('a red ball', 'A blue ball'))).toMatchObject({ index: 1, word: 'blue' });
  expect(chooseNewWord(mapsOf('a red ball', 'a red'))).toMatchObject({ index: 0, word: 'a' });
  expect(chooseNewWord(null)).toBeNull();
});
