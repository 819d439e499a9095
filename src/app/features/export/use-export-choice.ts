import { useEffect } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { DEFAULT_EXPORT, parseExportChoice } from '../../store/export-choice.ts';

const STORAGE_KEY = 'renoir-export';

/** Remembers how the user wants pictures saved. */
export function useExportChoice(): void {
  const { store } = useApp();
  const choice = useAppState((state) => state.exporting);

  useEffect(() => {
    try {
      store.setState({ exporting: parseExportChoice(localStorage.getItem(STORAGE_KEY)) });
    } catch {
      // Storage can be switched off: the default then holds.
    }
  }, [store]);

  useEffect(() => {
    if (choice === DEFAULT_EXPORT) return;
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(choice));
    } catch {
      // The choice then lasts as long as the page.
    }
  }, [choice]);
}
