import { afterEach, describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { formatBytes, formatResidual, formatSeconds } from './format.ts';
import { pickLanguage } from '../store/languages.ts';
import { setLanguage, texts } from './texts.ts';

afterEach(() => setLanguage('en'));

/** All sentences of a dictionary, by their path. */
function sentencesOf(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => sentencesOf(part, `${path}/${key}`));
}

/** Sentences that are equal in both languages because they are names. */
const NAMES =
  /^\/(appName|inversions\/|devices\/|export\/formats\/|inversion\/title|canvas\/zoom|packs\/(hubField|starterName)|menu\/themes\/system|prompts\/vocabulary)/;

describe('languages', () => {
  it('have the same sentences', () => {
    const pathsOf = (dictionary: unknown) => sentencesOf(dictionary).map(([path]) => path);
    expect(pathsOf(de).toSorted()).toEqual(pathsOf(en).toSorted());
  });

  it('differ in every sentence that is no name', () => {
    const german = new Map(sentencesOf(de));
    const equal = sentencesOf(en).filter(
      ([path, english]) => typeof english === 'string' && english === german.get(path) && !NAMES.test(path),
    );
    expect(equal).toEqual([]);
  });

  it.each(['rnri-released', 'gradient-secant', 'anderson', 'fixed-point'] as const)(
    'have each their own name for the inversion %s',
    (id) => expect(de.inversions[id]).not.toBe(en.inversions[id]),
  );

  it('are picked by choice, then by what the browser asks for, then English', () => {
    expect(pickLanguage('en', ['de-AT', 'en'])).toBe('en');
    expect(pickLanguage(null, ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pickLanguage('klingon', [])).toBe('en');
    expect(pickLanguage(null, ['constructor'])).toBe('en');
  });

  it('write numbers in their own way', () => {
    expect([formatSeconds(1.25), formatResidual(0.0123), formatBytes(2_640_000_000)]).toEqual([
      '1.3 s',
      '0.012',
      '2.6 GB',
    ]);
    setLanguage('de');
    expect([formatSeconds(1.25), formatResidual(0.0123), formatBytes(2_640_000_000)]).toEqual([
      '1,3 s',
      '0,012',
      '2,6 GB',
    ]);
    expect(texts.actions.undo).toBe('Rückgängig');
  });
});
