import { describe, expect, it } from 'vitest';
import type { ActionId } from '../app-context.ts';
import { setLanguage } from '../i18n/language.ts';
import { texts } from '../i18n/texts.ts';
import { INITIAL_STATE } from '../store/app-state.ts';
import { ACTIONS } from './actions.ts';
import { matchesShortcut, showShortcut } from '../actions/shortcut.ts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('the actions', () => {
  it('answer one key each: a press that is one action is no other', () => {
    const shortcuts = Object.values(ACTIONS).flatMap(({ shortcut }) => shortcut ?? []);
    for (const shortcut of shortcuts) {
      const key = shortcut === '+' ? '+' : (shortcut.split('+').at(-1) ?? '');
      const press = {
        ...plain,
        key,
        ctrlKey: shortcut.includes('Mod+'),
        shiftKey: shortcut.includes('Shift+'),
      };
      expect(shortcuts.filter((other) => matchesShortcut(other, press))).toEqual([shortcut]);
    }
  });

  it('have a label each that no other has', () => {
    const labels = Object.keys(ACTIONS).map((id) => texts.actions[id as ActionId]);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('offer on the empty page only what makes sense there', () => {
    const enabled = Object.entries(ACTIONS).flatMap(([id, { isEnabled }]) => (isEnabled(INITIAL_STATE) ? [id] : []));
    expect(enabled).toEqual(['open-photo', 'paste', 'batch', 'toggle-theme', 'report', 'help']);
  });
});

describe('matchesShortcut', () => {
  it('takes Ctrl and ⌘ for Mod', () => {
    expect(matchesShortcut('Mod+O', { ...plain, key: 'o', ctrlKey: true })).toBe(true);
    expect(matchesShortcut('Mod+O', { ...plain, key: 'o', metaKey: true })).toBe(true);
    expect(matchesShortcut('Mod+O', { ...plain, key: 'o' })).toBe(false);
  });

  it('takes the sign + with and without Shift', () => {
    expect(matchesShortcut('+', { ...plain, key: '+', shiftKey: true })).toBe(true);
    expect(matchesShortcut('+', { ...plain, key: '=' })).toBe(true);
    expect(matchesShortcut('+', { ...plain, key: '+', ctrlKey: true })).toBe(false);
  });

  it('tells undo from redo by Shift', () => {
    const redo = { ...plain, key: 'Z', ctrlKey: true, shiftKey: true };
    expect(matchesShortcut('Mod+Z', redo)).toBe(false);
    expect(matchesShortcut('Mod+Shift+Z', redo)).toBe(true);
  });

  it('takes a sign however the keyboard types it', () => {
    expect(matchesShortcut('?', { ...plain, key: '?', shiftKey: true })).toBe(true);
    expect(matchesShortcut('?', { ...plain, key: '?' })).toBe(true);
  });
});

describe('showShortcut', () => {
  it('speaks the language of the keyboard', () => {
    expect(showShortcut('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(showShortcut('Mod+Shift+Z', true)).toBe('⌘⇧Z');
    expect(showShortcut('Escape', false)).toBe('Esc');
    setLanguage('de');
    expect(showShortcut('Mod+Shift+Z', false)).toBe('Strg+Umschalt+Z');
    expect(showShortcut('Mod+↑ ↓', true)).toBe('⌘↑ ↓');
    setLanguage('en');
  });
});
