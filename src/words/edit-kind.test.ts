import { describe, expect, it } from 'vitest';
import { areExchanged, findChangedWords, haveOtherWords } from './changed-words.ts';
import { classifyEdit, isLocalEdit } from './edit-kind.ts';
import { splitSentence } from './normalise-word.ts';

const VOCABULARY = {
  objects: ['ball', 'cube'],
  colours: ['red', 'blue', 'orange'],
  materials: ['matte', 'metal'],
  surfaces: ['on a wooden table', 'on sand'],
  times: ['at sunset', 'at night'],
  styles: ['a photo of', 'a cartoon of'],
  synonyms: { sphere: 'ball', 'on a beach': 'on sand' },
  words: [],
};
describe('the kind of an edit', () => {
  it.each([
    ['a red ball', 'a red ball', 'identity'],
    ['a red ball', 'a blue ball', 'colour'],
    ['a red ball', 'an orange ball', 'colour'],
    ['a red ball', 'a red cube', 'object'],
    ['a red ball', 'a blue cube', 'object'],
    ['a red ball on sand', 'a red ball and a blue cube on sand', 'add'],
    ['a red ball and a blue cube on sand', 'a blue cube on sand', 'remove'],
    ['a ball', 'a red ball', 'colour'],
    ['a red ball', 'a metal red ball', 'material'],
    ['a metal ball', 'a matte ball', 'material'],
    ['a red cube', 'a red sphere', 'object'],
    ['a red ball', 'a red ball on a beach', 'surface'],
    ['a photo of a red ball at night', 'a cartoon of a red ball at sunset', 'style'],
    ['a red ball on sand', 'a red ball on a wooden table', 'surface'],
    ['a red ball on sand', 'a blue ball on a wooden table', 'surface'],
    ['a red ball at sunset', 'a red ball at night', 'time'],
    ['a red ball on sand at sunset', 'a red ball on a wooden table at night', 'time'],
    ['a red ball', 'a red cat', 'other'],
    ['a red ball', 'the red ball', 'identity'],
    ['a photo of a red ball on sand at night', 'a red ball', 'identity'],
    ['a photo of a red ball on sand at night', 'a blue ball', 'colour'],
    ['a red ball on sand at night', 'a cube', 'object'],
    ['a red ball on sand at night', 'a red ball at sunset', 'time'],
    ['a red ball and a blue cube on sand', 'a red ball', 'remove'],
  ])('from "%s" to "%s" is %s', (from, to, kind) => {
    const [source, target] = [splitSentence(from), splitSentence(to)];
    expect(classifyEdit(source, target, findChangedWords(source, target, {}), VOCABULARY)).toBe(kind);
  });

  it('follows the emphasised word', () => {
    const prompt = splitSentence('a red ball at night');
    const changed = findChangedWords(prompt, prompt, { 1: 1.5 });
    expect(changed).toEqual({ source: [1], target: [1] });
    expect(classifyEdit(prompt, prompt, changed, VOCABULARY)).toBe('colour');
  });
});

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

function isLocal(from: string, to: string, words: typeof vocabulary): boolean {
  const [before, after] = [splitSentence(from), splitSentence(to)];
  return isLocalEdit(classifyEdit(before, after, findChangedWords(before, after, {}), words));
}

describe('isLocalEdit', () => {
  it.each(['a red ball on snow at day', 'an orange cube on snow at day', 'a blue cube on snow at day'])(
    'takes the change to "%s" as one of a thing',
    (target) => {
      expect(isLocal(source, target, vocabulary)).toBe(true);
    },
  );

  it.each([
    'an orange ball on a wooden table at day',
    'an orange ball on snow at night',
    'a red ball on snow at night',
  ])('takes the change to "%s" as one of the picture', (target) => {
    expect(isLocal(source, target, vocabulary)).toBe(false);
  });

  it('sees words that went', () => {
    expect(isLocal('a red ball', 'a ball', vocabulary)).toBe(true);
    expect(isLocal(source, 'an orange ball on snow', vocabulary)).toBe(false);
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
    expect(isLocal(source, source, vocabulary)).toBe(false);
    expect(isLocal(source, 'a red ball on snow at day', none)).toBe(false);
  });
});

describe('changed words', () => {
  const change = (from: string, to: string) => findChangedWords(splitSentence(from), splitSentence(to), {});

  it('are those that came or went, by their place in either sentence', () => {
    expect(change('a red ball', 'a blue ball')).toEqual({ source: [1], target: [1] });
    expect(change('a ball', 'a red ball')).toEqual({ source: [], target: [1] });
    expect(change('a red ball', 'a ball')).toEqual({ source: [1], target: [] });
    expect(change('on sand', 'on a wooden table')).toEqual({ source: [1], target: [1, 2, 3] });
    expect(change('A ball, red', 'a ball red.')).toEqual({ source: [], target: [] });
  });

  it.each([
    ['a red ball', 'a blue ball', true],
    ['a red ball', 'a red ball', true],
    ['a red ball and a cube', 'a blue cat and a dog', true],
    ['a ball', 'a red ball', false],
    ['a red ball', 'a ball', false],
    ['a red ball on sand', 'a ball on white sand', false],
  ])('from "%s" to "%s" are exchanged one for one: %s', (from, to, expected) => {
    expect(areExchanged(splitSentence(from), splitSentence(to))).toBe(expected);
  });

  it('are none between sentences that differ in case and punctuation alone', () => {
    expect(haveOtherWords(['A', 'ball,'], ['a', 'ball'])).toBe(false);
    expect(haveOtherWords(['a', 'ball'], ['a'])).toBe(true);
    expect(haveOtherWords(['a'], ['a', 'ball'])).toBe(true);
    expect(haveOtherWords(['a', 'ball'], ['a', 'cat'])).toBe(true);
  });
});
