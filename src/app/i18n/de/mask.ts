import type { Texts } from '../text-types.ts';

export const maskTexts: Texts['mask'] = {
  title: 'Maske',
  tools: 'Werkzeuge der Maske',
  painter: 'Maske malen: Pfeiltasten bewegen den Pinsel, die Leertaste malt, B und E wählen Pinsel und Radierer',
  selector: 'Auswählen: Pfeiltasten bewegen, die Leertaste wählt das Ding dort aus',
  selectHint: 'Klick auf ein Ding, um es auszuwählen. Der nächste Klick fügt hinzu, Alt nimmt weg.',
  looking: 'Sucht das Ding.',
  selected: (words) => `Ausgewählt: „${words}“. Mit Entf entfernst du es.`,
  outliner: 'Teil umranden: Pfeiltasten bewegen, die Leertaste beginnt und beendet, Escape verwirft',
  outlineHint: 'Zieh um das, was du meinst. Mit Alt nimmst du weg.',
  brushAt: (across, down, isPainting) =>
    `${isPainting ? 'Malt' : 'Pinsel'} bei ${across} % von links, ${down} % von oben`,
  brush: 'Pinsel',
  eraser: 'Radierer',
  size: 'Größe',
  sizeValue: (percent) => `${percent} % des Bildes`,
  feather: 'Weicher Rand',
  featherValue: (percent) => (percent === 0 ? 'hart' : `${percent} % des Bildes`),
  limit: 'Nur hier ändern',
  limitHint: 'Nur was du gemalt hast, darf sich ändern.',
  limitEmpty: 'Male den Teil, der sich ändern darf.',
  corrected:
    'Die Bearbeitung darf wirken, wo die Farbe liegt. Male, um sie zuzulassen; radiere, um das Foto zu behalten.',
  none: 'Hier ist keine Maske: Die Bearbeitung darf das ganze Bild ändern. Male den Teil, der sich ändern darf.',
  idle: 'Wo die Farbe schwach ist, wirken die Wörter nicht.',
  onlyWhere: (word) => `Nur wo „${word}“ wirkt, darf sich etwas ändern.`,
  painted: 'gemalt',
  everywhere: 'Wieder überall ändern',
};

export const maskActionTexts = {
  'tool-select': 'Ein Ding auswählen',
  'mask-brush': 'Pinsel',
  'mask-eraser': 'Radierer',
  'mask-rectangle': 'Rechteck',
  'mask-lasso': 'Lasso',
  'mask-smaller': 'Kleinerer Pinsel',
  'mask-larger': 'Größerer Pinsel',
  'mask-invert': 'Maske umkehren',
  'mask-save': 'Maske speichern',
  'mask-open': 'Maske öffnen',
  'mask-clear': 'Maske leeren',
} as const;
