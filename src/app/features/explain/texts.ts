import { createTexts } from '../../i18n/create-texts.ts';

export const explainTexts = createTexts({
  en: {
    'unlike-model': {
      say: (pack: string) =>
        `${pack} was not made for pictures like this one, or the words do not say what it shows: what it paints will look rough. There are models for real photos.`,
      mend: 'Choose a model',
    },
    'nothing-changed': { say: () => 'Hardly anything changed.', mend: 'Let it go further' },
    'outside-paint': { say: () => 'The words do not act where you painted.', mend: 'Change everywhere again' },
    'everything-changed': { say: () => 'More changed than the words ask for.', mend: 'Keep more' },
  },
  de: {
    'unlike-model': {
      say: (pack) =>
        `${pack} ist nicht für Bilder wie dieses gemacht, oder die Wörter sagen nicht, was es zeigt: Was es malt, wird grob aussehen. Es gibt Modelle für echte Fotos.`,
      mend: 'Ein Modell wählen',
    },
    'nothing-changed': { say: () => 'Es hat sich kaum etwas geändert.', mend: 'Weiter gehen lassen' },
    'outside-paint': { say: () => 'Die Wörter wirken nicht, wo du gemalt hast.', mend: 'Wieder überall ändern' },
    'everything-changed': { say: () => 'Es hat sich mehr geändert, als die Wörter sagen.', mend: 'Mehr behalten' },
  },
});
