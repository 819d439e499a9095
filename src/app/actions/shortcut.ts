import { texts } from '../i18n/texts.ts';

/** The part of a keyboard event that a shortcut is about. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * True if a key press is the shortcut, as in `Mod+Shift+Z`. For signs such as `?` Shift is part of typing them; `=` counts as `+`, which
 * shares its key on many keyboards.
 */
export function matchesShortcut(shortcut: string, press: KeyPress): boolean {
  const { key, needsMod, needsShift } = parseShortcut(shortcut);
  const isLetter = /^[a-z]$/.test(key);
  return (
    (press.key.toLowerCase() === key || (key === '+' && press.key === '=')) &&
    (press.ctrlKey || press.metaKey) === needsMod &&
    !press.altKey &&
    (!isLetter || press.shiftKey === needsShift)
  );
}

/** As a person reads it: `⌘⇧Z` on a Mac, `Ctrl+Shift+Z` elsewhere, in the words of the page's language. */
export function showShortcut(shortcut: string, isMac: boolean): string {
  const short = shortcut.replace('Escape', 'Esc');
  const signs = isMac ? short.replace('Mod+', '⌘').replace('Shift+', '⇧') : short;
  const names: Readonly<Record<string, string>> = texts.help.keyNames;
  return signs.replace(/[A-Za-z]{3,}/g, (key) => names[key] ?? key);
}

function parseShortcut(shortcut: string): { key: string; needsMod: boolean; needsShift: boolean } {
  const parts = shortcut === '+' ? ['+'] : shortcut.split('+');
  return {
    key: (parts.at(-1) ?? '').toLowerCase(),
    needsMod: parts.includes('Mod'),
    needsShift: parts.includes('Shift'),
  };
}
