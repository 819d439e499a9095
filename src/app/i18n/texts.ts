import type { LanguageId } from '../store/languages.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { setNumberLocale } from './format.ts';
import type { Texts } from './text-types.ts';

const TEXTS = { en, de } as const satisfies Record<LanguageId, Texts>;

/** The sentences in the language of the page. Read them where they are shown, never once for all: the language can change. */
export let texts: Texts = en;

/** Changes the language of sentences and numbers. Views show it when they are drawn again. */
export function setLanguage(id: LanguageId): void {
  texts = TEXTS[id];
  setNumberLocale(id);
}
