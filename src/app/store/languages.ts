/** Each language under its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type LanguageId = keyof typeof LANGUAGES;

export const LANGUAGE_IDS = Object.keys(LANGUAGES).filter(isLanguageId);

function isLanguageId(id: string): id is LanguageId {
  return Object.hasOwn(LANGUAGES, id);
}

/**
 * The language that was chosen, else the first that the browser asks for and that is here, else English.
 *
 * @param asked BCP 47 tags, most wanted first
 */
export function pickLanguage(chosen: string | null, asked: readonly string[]): LanguageId {
  const wanted = [chosen ?? '', ...asked.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')];
  return wanted.find(isLanguageId) ?? 'en';
}
