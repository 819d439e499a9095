import { createTexts } from '../../i18n/create-texts.ts';

export const removeTexts = createTexts({
  en: {
    button: 'Remove…',
    title: 'What should go?',
    painted: 'What is painted',
  },
  de: {
    button: 'Entfernen…',
    title: 'Was soll weg?',
    painted: 'Was bemalt ist',
  },
});
