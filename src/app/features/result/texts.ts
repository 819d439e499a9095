import { createTexts } from '../../i18n/create-texts.ts';

export const resultTexts = createTexts({
  en: { region: 'What to do with the picture' },
  de: { region: 'Was mit dem Bild geschehen soll' },
});
