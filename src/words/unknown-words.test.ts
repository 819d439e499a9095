import { describe, expect, it, vi } from 'vitest';
import { editDistance } from './edit-distance.ts';
import { findUnknownWords } from './unknown-words.ts';

vi.mock(import('./edit-distance.ts'), { spy: true });

const KNOWN = ['ball', 'cube', 'cylinder', 'ring', 'pyramid', 'red', 'blue', 'purple', 'a', 'at', 'on', 'sand', 'day'];

describe('unknown words', () => {
  it('are those that the pack lacks, with the nearest word it has', () => {
    expect(findUnknownWords('a bleu ball on snad', KNOWN)).toEqual([
      { word: 'bleu', suggestion: 'blue' },
      { word: 'snad', suggestion: 'sand' },
    ]);
    expect(findUnknownWords('purpel silinder', KNOWN)).toEqual([
      { word: 'purpel', suggestion: 'purple' },
      { word: 'silinder', suggestion: 'cylinder' },
    ]);
  });

  it('have no suggestion where nothing is near', () => {
    expect(findUnknownWords('a cat on a sofa', KNOWN)).toEqual([
      { word: 'cat', suggestion: null },
      { word: 'sofa', suggestion: null },
    ]);
  });

  it('are named once, without case and punctuation', () => {
    expect(findUnknownWords('A Dog, a dog. Red!', KNOWN).map(({ word }) => word)).toEqual(['dog']);
  });

  it('are compared with known words of about their length only', () => {
    vi.mocked(editDistance).mockClear();
    findUnknownWords(`${'x'.repeat(100_000)} bleu`, KNOWN);
    // Of four letters one slip is allowed: the known words of three to five.
    const near = KNOWN.filter((word) => word.length >= 3 && word.length <= 5);
    expect(vi.mocked(editDistance).mock.calls.length).toBeLessThanOrEqual(near.length);
  });

  it('do not exist for a pack without a word list', () => {
    expect(findUnknownWords('anything goes', [])).toEqual([]);
  });
});

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

/** Slips of the keyboard against the words of a small pack. */
const TOYS =
  'red blue green yellow purple orange black white pink ball cube cat duck robot mushroom candle house rocket car snow sand grass water wooden sunset night day fog sketch cartoon metal matte shiny on a the at in of'.split(
    ' ',
  );

it.each([
  ['rde', 'red'],
  ['bleu', 'blue'],
  ['gren', 'green'],
  ['yelow', 'yellow'],
  ['purpel', 'purple'],
  ['oragne', 'orange'],
  ['blakc', 'black'],
  ['whiet', 'white'],
  ['gery', null],
  ['pnik', 'pink'],
  ['bal', 'ball'],
  ['cbue', 'cube'],
  ['catt', 'cat'],
  ['dgo', null],
  ['duk', 'duck'],
  ['roobt', 'robot'],
  ['tepot', null],
  ['muhsroom', 'mushroom'],
  ['raod', null],
  ['catsle', 'candle'],
  ['hosue', 'house'],
  ['traktor', null],
  ['snwo', 'snow'],
  ['snad', 'sand'],
  ['gras', 'grass'],
  ['wter', 'water'],
  ['wodden', 'wooden'],
  ['sunst', 'sunset'],
  ['nigth', 'night'],
  ['fgo', 'fog'],
  ['skecth', 'sketch'],
  ['cartton', 'cartoon'],
  ['mettal', 'metal'],
  ['shinny', 'shiny'],
  ['mate', 'matte'],
] as const)('for "%s" suggests %s', (word, suggestion) => {
  expect(findUnknownWords(`a ${word} on the table`, [...TOYS, 'table'])).toEqual([{ word, suggestion }]);
});

it.each(['man', 'ant', 'then', 'one'])('offers no word that joins others for "%s", which names something', (word) => {
  const [unknown] = findUnknownWords(`a ${word} on the table`, [...TOYS, 'an', 'and', 'table']);
  expect(['an', 'and', 'a', 'the', 'on']).not.toContain(unknown?.suggestion);
});

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
  ['blue', 'bleu', 1],
  ['ca', 'abc', 3],
])('the distance from "%s" to "%s" is %i', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});
