import { afterEach, describe, expect, it } from 'vitest';
import { pickLanguage } from '../store/languages.ts';
import { formatBytes, formatResidual, formatSeconds } from './format.ts';
import { setLanguage } from './language.ts';
import { texts } from './texts.ts';

const FEATURES = import.meta.glob('../features/*/texts.ts', { eager: true });

afterEach(() => setLanguage('en'));

/** All sentences of the page in a language, by their path: those of a feature under its name. */
function sentencesIn(language: 'en' | 'de'): ReadonlyMap<string, unknown> {
  setLanguage(language);
  const features = Object.entries(FEATURES).map(([path, module]) => [
    path.split('/').at(-2),
    Object.assign({}, ...Object.values(module as object)),
  ]);
  return new Map(sentencesOf({ ...texts, ...Object.fromEntries(features) }));
}

function sentencesOf(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => sentencesOf(part, `${path}/${key}`));
}

/** Sentences that are equal in both languages because they are names. */
const NAMES =
  /^\/(appName|methods\/(inversions|editors)\/|devices\/|export\/formats\/|inversion\/title|canvas\/zoom|actions\/mask-lasso|packs\/(hubField|starterName)|menu\/themes\/system|prompts\/vocabulary)/;

describe('languages', () => {
  it('are told of every feature that says something', () => {
    const features = new Set([...sentencesIn('en').keys()].map((path) => path.split('/')[1]));
    expect([...features]).toEqual(expect.arrayContaining(['batch', 'canvas', 'inversion', 'run']));
  });

  it('have the same sentences', () => {
    expect([...sentencesIn('de').keys()].toSorted()).toEqual([...sentencesIn('en').keys()].toSorted());
  });

  it('differ in every sentence that is no name', () => {
    const german = sentencesIn('de');
    const equal = [...sentencesIn('en')].filter(
      ([path, english]) => typeof english === 'string' && english === german.get(path) && !NAMES.test(path),
    );
    expect(equal).toEqual([]);
  });

  it.each(['rnri-released', 'gradient-secant', 'anderson', 'fixed-point'] as const)(
    'have each their own name for the inversion %s',
    (id) => {
      const path = `/methods/inversions/${id}`;
      expect(sentencesIn('de').get(path)).not.toBe(sentencesIn('en').get(path));
    },
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
