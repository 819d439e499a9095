import type { Texts } from '../text-types.ts';

export const dropTexts: Texts['drop'] = {
  project: 'Loslassen, um das Projekt zu öffnen',
  png: 'Ein mit Renoir gespeichertes Bild bringt seine Wörter und Einstellungen mit.',
  batch: (count) => `Loslassen, um ${count} Fotos mit denselben Wörtern zu bearbeiten`,
};
