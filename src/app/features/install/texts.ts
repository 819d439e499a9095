import { createTexts } from '../../i18n/create-texts.ts';

export const installTexts = createTexts({
  en: {
    ready: 'Ready to work offline.',
    update: 'Update available. Your photo and your edits come back after a reload.',
    reload: 'Reload',
  },
  de: {
    ready: 'Bereit für die Arbeit ohne Netz.',
    update: 'Eine neue Fassung ist da. Foto und Bearbeitungen kommen nach dem Neuladen zurück.',
    reload: 'Neu laden',
  },
});
