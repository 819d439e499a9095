import type { Stage } from '../../../protocol/engine.ts';
import { createTexts } from '../../i18n/create-texts.ts';
import { formatRoundSeconds } from '../../i18n/format.ts';

export const runTexts = createTexts({
  en: {
    idle: 'Describe the photo to begin.',
    decoding: 'Opening the photo',
    loading: (step: number, steps: number) =>
      steps > 0 ? `Loading the model, ${step} of ${steps}` : 'Loading the model',
    preparing: 'Getting ready',
    step: (stage: string, step: number, steps: number) => `${stage}, step ${step} of ${steps}`,
    read: 'The photo is read. Now change a word.',
    ended: (seconds: number) => `Took ${formatRoundSeconds(seconds)}`,
    done: (seconds: number) => `Done in ${formatRoundSeconds(seconds)}`,
    stopped: 'Stopped. The last picture stays.',
    retry: 'Retry',
    progress: 'Progress',
    escStops: 'Esc stops',
    stages: {
      open: 'Loading the model',
      encode: 'Looking at the photo',
      draft: 'Sketching a draft',
      invert: 'Reading the photo',
      edit: 'Editing',
      decode: 'Painting',
    } satisfies Record<Stage, string>,
  },
  de: {
    idle: 'Beschreibe zuerst das Foto.',
    decoding: 'Öffnet das Foto',
    loading: (step, steps) => (steps > 0 ? `Lädt das Modell, ${step} von ${steps}` : 'Lädt das Modell'),
    preparing: 'Bereitet vor',
    step: (stage, step, steps) => `${stage}, Schritt ${step} von ${steps}`,
    read: 'Das Foto ist gelesen. Ändere jetzt ein Wort.',
    ended: (seconds) => `Hat ${formatRoundSeconds(seconds)} gedauert`,
    done: (seconds) => `Fertig in ${formatRoundSeconds(seconds)}`,
    stopped: 'Angehalten. Das letzte Bild bleibt.',
    retry: 'Noch einmal',
    progress: 'Fortschritt',
    escStops: 'Esc hält an',
    stages: {
      open: 'Lädt das Modell',
      encode: 'Betrachtet das Foto',
      draft: 'Skizziert einen Entwurf',
      invert: 'Liest das Foto',
      edit: 'Bearbeitet',
      decode: 'Malt',
    },
  },
});
