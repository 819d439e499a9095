import { de } from './de.ts';
import { en } from './en.ts';
import { setNumberLocale } from './format.ts';
import type { LanguageId } from './languages.ts';

type Widen<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** Every sentence the app says, in any language: a language that lacks one does not compile. */
export type Texts = Widen<typeof en>;

const TEXTS = { en, de } as const satisfies Record<LanguageId, Texts>;

/** The sentences in the language of the page. Read them where they are shown, never once for all: the language can change. */
export let texts: Texts = en;

/** Changes the language of sentences and numbers. Views show it when they are drawn again. */
export function setLanguage(id: LanguageId): void {
  texts = TEXTS[id];
  setNumberLocale(id);
}
