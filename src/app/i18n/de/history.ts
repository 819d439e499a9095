import { formatBytes } from '../format.ts';
import type { Texts } from '../text-types.ts';

export const historyTexts: Texts['history'] = {
  title: 'Verlauf',
  empty: 'Jede Bearbeitung erscheint hier, benannt nach ihrer Änderung.',
  restore: (name) => `${name} wiederherstellen`,
  pin: (name) => `${name} behalten, wenn der Platz ausgeht`,
  remove: (name) => `${name} löschen`,
  clear: 'Leeren',
  removed: (name) => `„${name}“ gelöscht.`,
  cleared: (count) => (count === 1 ? 'Eine Bearbeitung gelöscht.' : `${count} Bearbeitungen gelöscht.`),
  undo: 'Rückgängig',
  size: (bytes) => formatBytes(bytes),
  dropped: (count, budgetBytes) =>
    `Der Verlauf darf ${formatBytes(budgetBytes)} belegen: ${count === 1 ? 'Die älteste Bearbeitung musste' : `Die ${count} ältesten Bearbeitungen mussten`} weichen.`,
  notKept: 'Dieses Fenster speichert nichts: Der Verlauf besteht, bis die Seite geschlossen wird.',
  elsewhere:
    'Renoir ist in einem anderen Tab offen, und jener behält den Verlauf. Dieser hier besteht, bis die Seite geschlossen wird.',
  newer:
    'Den Verlauf in diesem Browser hat ein neueres Renoir geschrieben. Er bleibt, wie er ist, und dieses Fenster fügt nichts hinzu. Lade diese Seite neu, um das neueste zu bekommen.',
  full: 'Der Speicher ist voll: Neue Bearbeitungen bestehen, bis die Seite geschlossen wird. Solange sie offen ist, geht nichts verloren. Lösche Bearbeitungen oder Dateien, dann geht es weiter.',
  photosGone:
    'Der Browser hat Fotos deines letzten Besuchs gelöscht. Ihre Bearbeitungen sind in der Größe da, in der sie entstanden: Öffne ein Foto noch einmal, um es ganz zu bearbeiten.',
  recordsGone:
    'Die Bearbeitungen deines letzten Besuchs sind nicht mehr da: Der Browser hat sie gelöscht, oder die Seite wurde geschlossen, bevor sie gesichert waren.',
  continue: 'Dort weitermachen, wo du warst',
};
