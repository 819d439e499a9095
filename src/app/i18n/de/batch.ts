import { formatBytes } from '../format.ts';
import type { Texts } from '../text-types.ts';

export const batchTexts: Texts['batch'] = {
  title: 'Mehrere Fotos bearbeiten',
  lead: 'Dieselbe Änderung für jedes, mit den Einstellungen, die gerade gelten. Gespeichert wie einzelne Bilder.',
  source: 'Die Fotos zeigen',
  target: 'Mach daraus',
  needsWords: 'Sag (auf Englisch), was die Fotos zeigen und was sie zeigen sollen.',
  needsModel: 'Das Modell wird noch geladen.',
  photos: (count) => (count === 1 ? 'Ein Foto' : `${count} Fotos`),
  start: 'Starten',
  stop: 'Anhalten',
  again: 'Noch einmal starten',
  choose: 'Andere Fotos',
  save: (bytes) => `Zip speichern (${formatBytes(bytes)})`,
  close: 'Schließen',
  progress: 'Bearbeitete Fotos',
  status: { waiting: 'wartet', running: 'in Arbeit', done: 'fertig', failed: 'ausgelassen' },
  running: (done, count) => `${done} von ${count} fertig`,
  finished: (done, count) =>
    done === count ? `Alle ${count} fertig.` : `${done} von ${count} fertig. Die anderen sind unten genannt.`,
  stopped: (done, count) => `Nach ${done} von ${count} angehalten.`,
  zipName: 'renoir-fotos.zip',
};
