import type { Texts } from '../text-types.ts';

export const reportTexts: Texts['report'] = {
  title: 'Bericht',
  lead: 'Für eine Frage oder einen Fehler: Kopiere das in deine Nachricht. Von hier wird nichts gesendet, und kein Foto ist darin.',
  words: 'Die Wörter mitgeben',
  copy: 'Bericht kopieren',
  copied: 'Bericht kopiert.',
};
