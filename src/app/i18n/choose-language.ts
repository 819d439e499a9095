import type { AppStore } from '../store/app-store.ts';
import { pickLanguage, type LanguageId } from '../store/languages.ts';
import { setLanguage } from './language.ts';

const STORAGE_KEY = 'renoir-language';

/** Sets the page in the language of this user, before it is drawn for the first time. */
export function initLanguage(): LanguageId {
  const id = pickLanguage(readStored(), navigator.languages);
  apply(id);
  return id;
}

/** Changes the language of the page and remembers the choice. */
export function chooseLanguage(store: AppStore, id: LanguageId): void {
  apply(id);
  store.setState({ language: id });
  try {
    localStorage.setItem(STORAGE_KEY, id);
  } catch {
    // The choice then lasts as long as the page.
  }
}

function apply(id: LanguageId): void {
  setLanguage(id);
  document.documentElement.lang = id;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
