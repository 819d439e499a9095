import type { Texts } from '../text-types.ts';

export const helpTexts: Texts['help'] = {
  title: 'Tastenkürzel',
  search: 'Suchen',
  nothing: (words) => `Nichts heißt „${words}“.`,
  keyNames: {
    Mod: 'Strg',
    Shift: 'Umschalt',
    Del: 'Entf',
    Enter: 'Eingabe',
    Space: 'Leertaste',
    Home: 'Pos1',
    End: 'Ende',
  },
  keys: {
    keepEdit: 'Bearbeitung im Verlauf behalten (in „Mach daraus“)',
    recall: 'Frühere Sätze aus dem Verlauf (in „Mach daraus“)',
    emphasis: 'Stärker oder schwächer: das Wort an der Schreibmarke',
    removeEdit: 'Bearbeitung löschen (im Verlauf)',
    pan: 'Den Ausschnitt verschieben (auf dem Bild)',
    grab: 'Das Foto ziehen, solange die Leertaste gehalten wird',
    line: 'Linie zwischen Vorher und Nachher verschieben',
    paintMask: 'Mit gehaltener Leertaste malen (auf dem Bild, mit Pinsel oder Radierer)',
    pointAtWords: 'Fadenkreuz bewegen (auf dem Bild in „Wörter“)',
  },
};
