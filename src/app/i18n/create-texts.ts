import type { LanguageId } from '../store/languages.ts';
import { currentLanguage } from './language.ts';
import type { Widen } from './text-types.ts';

/**
 * The sentences of one part of the page. They are read in the language of the page each time: read them where they are shown, never once
 * for all, because the language can change. A language that lacks one does not compile.
 */
export function createTexts<const English extends object>(
  languages: { readonly en: English } & Readonly<Record<Exclude<LanguageId, 'en'>, Widen<English>>>,
): Widen<English> {
  const getters = Object.keys(languages.en).map((key) => [
    key,
    { enumerable: true, get: (): unknown => Reflect.get(languages[currentLanguage()], key) },
  ]);
  return Object.defineProperties({}, Object.fromEntries(getters)) as Widen<English>;
}
