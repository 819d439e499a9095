import { createTexts } from '../../i18n/create-texts.ts';

export const messagesTexts = createTexts({
  en: {
    which: (index: number, count: number) => `${index} of ${count}`,
    next: (index: number, count: number) => `Message ${index} of ${count}: show the next`,
  },
  de: {
    which: (index, count) => `${index} von ${count}`,
    next: (index, count) => `Hinweis ${index} von ${count}: den nächsten zeigen`,
  },
});
