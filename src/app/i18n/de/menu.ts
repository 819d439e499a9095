import type { Texts } from '../text-types.ts';

export const menuTexts: Texts['menu'] = {
  open: 'Mehr',
  theme: 'Farben',
  themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
};
