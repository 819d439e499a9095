import type { Theme } from '../../store/app-state.ts';
import { createTexts } from '../../i18n/create-texts.ts';

export const menuTexts = createTexts({
  en: {
    open: 'More',
    theme: 'Colours',
    themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    language: 'Language',
  },
  de: {
    open: 'Mehr',
    theme: 'Farben',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
  },
});
