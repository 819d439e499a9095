import { describe, expect, it } from 'vitest';
import { isLocalEdit } from './is-local-edit.ts';

const vocabulary = {
  objects: ['ball', 'cube'],
  colours: ['red', 'orange', 'blue'],
  materials: [],
  surfaces: ['on a wooden table', 'on snow'],
  times: ['at day', 'at night'],
  styles: ['a photo of', 'a cartoon of'],
  synonyms: {},
  words: [],
};
const source = 'an orange ball on snow at day';

describe('isLocalEdit', () => {
  it.each(['a red ball on snow at day', 'an orange cube on snow at day', 'a blue cube on snow at day'])(
    'takes the change to "%s" as one of a thing',
    (target) => {
      expect(isLocalEdit(source, target, vocabulary)).toBe(true);
    },
  );

  it.each([
    'an orange ball on a wooden table at day',
    'an orange ball on snow at night',
    'a red ball on snow at night',
  ])('takes the change to "%s" as one of the picture', (target) => {
    expect(isLocalEdit(source, target, vocabulary)).toBe(false);
  });

  it('sees words that went', () => {
    expect(isLocalEdit('a red ball', 'a ball', vocabulary)).toBe(true);
    expect(isLocalEdit(source, 'an orange ball on snow', vocabulary)).toBe(false);
  });

  it('is not known without a change, or for a pack that lists no words', () => {
    const none = {
      objects: [],
      colours: [],
      materials: [],
      surfaces: [],
      times: [],
      styles: [],
      synonyms: {},
      words: [],
    };
    expect(isLocalEdit(source, source, vocabulary)).toBe(false);
    expect(isLocalEdit(source, 'a red ball on snow at day', none)).toBe(false);
  });
});
