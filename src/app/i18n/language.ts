import type { LanguageId } from '../store/languages.ts';
import { setNumberLocale } from './format.ts';

let current: LanguageId = 'en';

/** The language of the page. */
export function currentLanguage(): LanguageId {
  return current;
}

/** Changes the language of sentences and numbers. Views show it when they are drawn again. */
export function setLanguage(id: LanguageId): void {
  current = id;
  setNumberLocale(id);
}
