import { createTexts } from '../../i18n/create-texts.ts';

export const reportTexts = createTexts({
  en: {
    title: 'Report',
    lead: 'For a question or a fault: copy this and put it into your message. Nothing is sent from here, and no photo is in it.',
    words: 'Include the words',
    copy: 'Copy report',
    copied: 'Copied the report.',
  },
  de: {
    title: 'Bericht',
    lead: 'Für eine Frage oder einen Fehler: Kopiere das in deine Nachricht. Von hier wird nichts gesendet, und kein Foto ist darin.',
    words: 'Die Wörter mitgeben',
    copy: 'Bericht kopieren',
    copied: 'Bericht kopiert.',
  },
});
