import { useEffect } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { THEMES, type Theme } from '../../store/app-state.ts';
import type { AppStore } from '../../store/app-store.ts';

const STORAGE_KEY = 'renoir-theme';

/** Applies light or dark to the page; until one is chosen the page follows the system. */
export function useTheme(): Theme {
  const { store } = useApp();
  const theme = useAppState((state) => state.view.theme);

  useEffect(() => {
    const stored = readStoredTheme();
    if (stored !== null) setTheme(store, stored);
  }, [store]);

  useEffect(() => {
    document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
  }, [theme]);

  return theme;
}

/** Changes the colours and remembers the choice. */
export function chooseTheme(store: AppStore, theme: Theme): void {
  setTheme(store, theme);
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}

function setTheme(store: AppStore, theme: Theme): void {
  store.setState(({ view }) => ({ view: { ...view, theme } }));
}

function readStoredTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? null;
  } catch {
    // Storage can be switched off: the page then follows the system.
    return null;
  }
}
