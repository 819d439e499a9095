import { createTexts } from '../../i18n/create-texts.ts';
import { formatBytes } from '../../i18n/format.ts';

export const batchTexts = createTexts({
  en: {
    title: 'Edit several photos',
    lead: 'The same change for each of them, with the settings you see. Saved as you save single pictures.',
    source: 'The photos show',
    target: 'Make them',
    needsWords: 'Say what the photos show and what they should show.',
    unread: (pack: string, word: string) =>
      `${pack} reads no further than “${word}”. The words behind it change nothing.`,
    needsModel: 'The model is still being loaded.',
    photos: (count: number) => (count === 1 ? 'One photo' : `${count} photos`),
    start: 'Start',
    stop: 'Stop',
    again: 'Start again',
    choose: 'Other photos',
    save: (bytes: number) => `Save zip (${formatBytes(bytes)})`,
    close: 'Close',
    progress: 'Photos edited',
    made: (name: string) => `${name}, edited`,
    doNotFit: 'The words do not fit this picture. Edit it on its own, with words that say what it shows.',
    colours: {
      space: 'Saved as sRGB: edited pictures cannot keep its own kind of colours.',
      depth: 'Saved with 8 bits a colour; the photo has more.',
    },
    status: { waiting: 'waiting', running: 'editing', done: 'done', skipped: 'left out', failed: 'left out' },
    running: (done: number, count: number) => `${done} of ${count} done`,
    finished: (done: number, count: number) =>
      done === count ? `All ${count} done.` : `${done} of ${count} done. The others are named below.`,
    stopped: (done: number, count: number) => `Stopped after ${done} of ${count}.`,
    zipName: 'renoir-photos.zip',
  },
  de: {
    title: 'Mehrere Fotos bearbeiten',
    lead: 'Dieselbe Änderung für jedes, mit den Einstellungen, die gerade gelten. Gespeichert wie einzelne Bilder.',
    source: 'Die Fotos zeigen',
    target: 'Mach daraus',
    needsWords: 'Sag (auf Englisch), was die Fotos zeigen und was sie zeigen sollen.',
    unread: (pack, word) => `${pack} liest nur bis „${word}“. Die Wörter dahinter ändern nichts.`,
    needsModel: 'Das Modell wird noch geladen.',
    photos: (count) => (count === 1 ? 'Ein Foto' : `${count} Fotos`),
    start: 'Starten',
    stop: 'Anhalten',
    again: 'Noch einmal starten',
    choose: 'Andere Fotos',
    save: (bytes) => `Zip speichern (${formatBytes(bytes)})`,
    close: 'Schließen',
    made: (name) => `${name}, bearbeitet`,
    doNotFit: 'Die Wörter passen nicht zu diesem Bild. Bearbeite es einzeln, mit Wörtern, die sagen, was es zeigt.',
    progress: 'Bearbeitete Fotos',
    colours: {
      space: 'Als sRGB gespeichert: seine eigene Art Farben können bearbeitete Bilder nicht behalten.',
      depth: 'Mit 8 Bit je Farbe gespeichert; das Foto hat mehr.',
    },
    status: { waiting: 'wartet', running: 'in Arbeit', done: 'fertig', skipped: 'ausgelassen', failed: 'ausgelassen' },
    running: (done, count) => `${done} von ${count} fertig`,
    finished: (done, count) =>
      done === count ? `Alle ${count} fertig.` : `${done} von ${count} fertig. Die anderen sind unten genannt.`,
    stopped: (done, count) => `Nach ${done} von ${count} angehalten.`,
    zipName: 'renoir-fotos.zip',
  },
});
