import { useEffect } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { colorSchemeOf, loadTheme, saveTheme } from '../../storage/theme-choice.ts';
import type { Theme } from '../../store/app-state.ts';
import type { AppStore } from '../../store/app-store.ts';

/** Applies light or dark to the page; until one is chosen the page follows the system. */
export function useTheme(): Theme {
  const { store } = useApp();
  const theme = useAppState((state) => state.view.theme);

  useEffect(() => {
    const stored = loadTheme();
    if (stored !== null) setTheme(store, stored);
  }, [store]);

  useEffect(() => {
    document.documentElement.style.colorScheme = colorSchemeOf(theme);
  }, [theme]);

  return theme;
}

/** Changes the colours and remembers the choice. */
export function chooseTheme(store: AppStore, theme: Theme): void {
  setTheme(store, theme);
  saveTheme(theme);
}

function setTheme(store: AppStore, theme: Theme): void {
  store.setState(({ view }) => ({ view: { ...view, theme } }));
}
