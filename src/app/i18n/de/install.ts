import type { Texts } from '../text-types.ts';

export const installTexts: Texts['install'] = {
  ready: 'Bereit für die Arbeit ohne Netz.',
  update: 'Eine neue Fassung ist da. Foto und Bearbeitungen kommen nach dem Neuladen zurück.',
  reload: 'Neu laden',
};
