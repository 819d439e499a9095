import { describe, expect, it } from 'vitest';
import { suggestEdits } from './suggest-edits.ts';

const vocabulary = {
  objects: ['ball', 'cube'],
  colours: ['red', 'blue', 'green'],
  materials: ['matte', 'metal'],
  surfaces: ['on grass', 'on snow'],
  times: ['at day', 'at night'],
  styles: ['a photo of', 'a cartoon of'],
  synonyms: {},
  words: [],
};

describe('suggestEdits', () => {
  it('offers one change per kind of word that the caption has', () => {
    const edits = suggestEdits('a red ball on grass at day', vocabulary);
    expect(edits.map(({ name }) => name.split(' ')[0])).toEqual(['red', 'ball', 'grass', 'day']);
    expect(edits.at(1)?.target).toBe('a red cube on grass at day');
    expect(edits.at(3)?.target).toBe('a red ball on grass at night');
  });

  it('changes the first of two and offers no word the caption already has', () => {
    const edits = suggestEdits('a red ball and a blue cube', vocabulary);
    expect(edits).toEqual([{ name: 'red → green', target: 'a green ball and a blue cube' }]);
  });

  it('changes material and style', () => {
    const edits = suggestEdits('a cartoon of a metal ball', vocabulary);
    expect(edits.map(({ target }) => target)).toEqual([
      'a cartoon of a metal cube',
      'a cartoon of a matte ball',
      'a photo of a metal ball',
    ]);
  });

  it('takes whole words only', () => {
    expect(suggestEdits('a bored football fan', vocabulary)).toEqual([]);
  });
});
