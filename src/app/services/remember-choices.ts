import type { AppState } from '../store/app-state.ts';
import type { AppStore } from '../store/app-store.ts';
import { parseExportChoice } from '../store/export-choice.ts';
import { parsePresets } from '../store/preset.ts';

interface Remembered<Key extends keyof AppState> {
  readonly part: Key;
  readonly storageKey: string;
  /** What was stored, whatever that is. */
  readonly parse: (stored: unknown) => AppState[Key];
}

const REMEMBERED = [
  { part: 'exporting', storageKey: 'renoir-export', parse: parseExportChoice } satisfies Remembered<'exporting'>,
  { part: 'presets', storageKey: 'renoir-presets', parse: parsePresets } satisfies Remembered<'presets'>,
] as const;

/** Brings back what the user chose on earlier visits, and stores what they choose from now on. */
export function rememberChoices(store: AppStore): void {
  for (const { part, storageKey, parse } of REMEMBERED) {
    try {
      const stored = localStorage.getItem(storageKey);
      if (stored !== null) store.setState({ [part]: parse(JSON.parse(stored)) });
    } catch {
      // Storage can be switched off, and its content broken: what a new visitor has then holds.
    }
  }
  store.subscribe((state, before) => {
    for (const { part, storageKey } of REMEMBERED) {
      if (state[part] === before[part]) continue;
      try {
        localStorage.setItem(storageKey, JSON.stringify(state[part]));
      } catch {
        // The choice then lasts as long as the page.
      }
    }
  });
}
