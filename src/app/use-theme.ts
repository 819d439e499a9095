import { useEffect } from 'react';
import { useApp, useAppState } from './app-context.ts';
import type { Theme } from './store/app-state.ts';

const STORAGE_KEY = 'renoir-theme';

/** Applies light or dark to the page and remembers the choice; until one is made the page follows the system. */
export function useTheme(): Theme {
  const { store } = useApp();
  const theme = useAppState((state) => state.view.theme);

  useEffect(() => {
    const stored = readStoredTheme();
    if (stored !== null) store.setState(({ view }) => ({ view: { ...view, theme: stored } }));
  }, [store]);

  useEffect(() => {
    document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
    if (theme !== 'system') storeTheme(theme);
  }, [theme]);

  return theme;
}

function readStoredTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    // Storage can be switched off: the page then follows the system.
    return null;
  }
}

function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}
