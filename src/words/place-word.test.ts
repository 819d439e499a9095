import { describe, expect, it } from 'vitest';
import { completeWord, placeWord } from './place-word.ts';

const vocabulary = {
  objects: ['ball', 'cube', 'owl'],
  colours: ['red', 'blue', 'orange'],
  materials: ['metal'],
  surfaces: ['on a wooden table', 'on grass'],
  times: ['at day', 'at night'],
  styles: ['a photo of'],
};
const sentence = 'a red ball on grass at day';
const at = (start: number, end = start) => ({ start, end });

describe('a word that is chosen', () => {
  it.each([
    ['of its kind', 'blue', 'colours', null, 'a blue ball on grass at day'],
    ['of its kind, several words long', 'on a wooden table', 'surfaces', null, 'a red ball on a wooden table at day'],
    ['with its article', 'orange', 'colours', null, 'an orange ball on grass at day'],
    ['that is selected, whatever its kind', 'cube', 'objects', at(2, 5), 'a cube ball on grass at day'],
    ['of which a part is selected', 'blue', 'colours', at(3, 4), 'a blue ball on grass at day'],
  ] as const)('takes the place of the one %s', (_, word, kind, selection, expected) => {
    expect(placeWord(sentence, word, kind, selection, vocabulary).text).toBe(expected);
  });

  it('takes the place of the one of its kind that the caret is in', () => {
    const two = 'a red ball and a blue cube';
    expect(placeWord(two, 'owl', 'objects', at(24), vocabulary).text).toBe('a red ball and a blue owl');
    expect(placeWord(two, 'owl', 'objects', at(1), vocabulary).text).toBe('a red owl and a blue cube');
  });

  it('comes behind the caret where there is none of its kind, or at the end', () => {
    expect(placeWord('a red ball', 'metal', 'materials', at(3), vocabulary)).toEqual({
      text: 'a red metal ball',
      caret: 11,
    });
    expect(placeWord('a red ball', 'at night', 'times', null, vocabulary).text).toBe('a red ball at night');
    expect(placeWord('', 'ball', 'objects', null, vocabulary)).toEqual({ text: 'ball', caret: 4 });
  });
});

it.each([
  ['cu', 'cube'],
  ['BA', 'ball'],
  ['b', null],
  ['ball', null],
  ['xy', null],
])('%j is completed to %j', (beginning, word) => {
  expect(completeWord(beginning, ['ball', 'cube', 'blue', 'balloon'])).toBe(word);
});
