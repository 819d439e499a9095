import { THEMES, type Theme } from '../store/app-state.ts';

const STORAGE_KEY = 'renoir-theme';

/** What the user chose on an earlier visit; null where they never did. */
export function loadTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? null;
  } catch {
    // Storage can be switched off: the page then follows the system.
    return null;
  }
}

export function saveTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** As a value of `color-scheme`. */
export function colorSchemeOf(theme: Theme): string {
  return theme === 'system' ? 'light dark' : theme;
}
