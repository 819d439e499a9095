import type { Theme } from '../../store/app-state.ts';

const THEMES = { system: 'System', light: 'Light', dark: 'Dark' } as const satisfies Record<Theme, string>;

export const menuTexts = {
  open: 'More',
  theme: 'Colours',
  themes: THEMES,
  language: 'Language',
} as const;
