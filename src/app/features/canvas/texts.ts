import type { PlaceInPicture } from '../../../imaging/describe-place.ts';
import type { ViewMode } from '../../store/app-state.ts';
import type { LanguageId } from '../../store/languages.ts';
import { createTexts } from '../../i18n/create-texts.ts';
import { formatSize } from '../../i18n/format.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const PLACES = {
  en: {
    everywhere: 'all over the picture',
    nowhere: 'nowhere in the picture',
    'top left': 'mostly at the top left',
    top: 'mostly at the top',
    'top right': 'mostly at the top right',
    left: 'mostly on the left',
    middle: 'mostly in the middle',
    right: 'mostly on the right',
    'bottom left': 'mostly at the bottom left',
    bottom: 'mostly at the bottom',
    'bottom right': 'mostly at the bottom right',
  },
  de: {
    everywhere: 'überall im Bild',
    nowhere: 'nirgends im Bild',
    'top left': 'vor allem oben links',
    top: 'vor allem oben',
    'top right': 'vor allem oben rechts',
    left: 'vor allem links',
    middle: 'vor allem in der Mitte',
    right: 'vor allem rechts',
    'bottom left': 'vor allem unten links',
    bottom: 'vor allem unten',
    'bottom right': 'vor allem unten rechts',
  },
} as const satisfies Record<LanguageId, Record<PlaceInPicture, string>>;

export const canvasTexts = createTexts({
  en: {
    region: 'Picture',
    modes: 'View',
    tools: 'Tools',
    original: 'Original photo',
    edited: 'Edited photo',
    difference: 'Difference',
    compare: 'Before and after',
    compareValue: (percent: number) => `${percent} % before, ${100 - percent} % after`,
    before: 'Before',
    after: 'After',
    draft: 'Draft',
    editedAt: (name: string, edited: Size, saved: Size) =>
      edited.width === saved.width && edited.height === saved.height
        ? `${name}, edited at ${formatSize(edited)}`
        : `${name}, edited at ${formatSize(edited)}, saved at ${formatSize(saved)}`,
    editedArea: 'Edited area',
    cropBox: 'Edited area: arrows move it, plus and minus resize it, Enter uses it',
    moveHint: 'Drag the area, or its corner. Smaller parts are edited in more detail.',
    chooseArea: 'Use this part',
    followWords: 'Let the words choose',
    cancel: 'Cancel',
    zoom: 'Zoom',
    fit: 'Fit',
    percent: (percent: number) => `${percent} %`,
    noDifference: 'Brighter is a larger change, three times amplified.',
    wordMap: 'Where the word acts',
    wordActs: (word: string, place: PlaceInPicture) => `“${word}” acts ${PLACES.en[place]}.`,
    noWordMaps: 'Change a word first: where the words act is seen while both sentences are painted side by side.',
    acts: { weakly: 'weakly', strongly: 'strongly' },
    zoomEdit: 'Type a percentage',
    zoomPercent: 'Zoom in percent',
    probe: 'Point at the picture: arrows move the crosshair, and the words that act there are listed',
    wordsHere: 'What acts here',
    noWordsHere: 'No word acts here more than elsewhere.',
    wordShare: (word: string, percent: number) => `${word} ${percent} %`,
    modeNames: {
      slider: 'Slider',
      'side-by-side': 'Side by side',
      difference: 'Difference',
      words: 'Words',
    } satisfies Record<ViewMode, string>,
  },
  de: {
    region: 'Bild',
    modes: 'Ansicht',
    tools: 'Werkzeuge',
    original: 'Originalfoto',
    edited: 'Bearbeitetes Foto',
    difference: 'Differenz',
    compare: 'Vorher und Nachher',
    compareValue: (percent) => `${percent} % vorher, ${100 - percent} % nachher`,
    before: 'Vorher',
    after: 'Nachher',
    draft: 'Entwurf',
    editedAt: (name, edited, saved) =>
      edited.width === saved.width && edited.height === saved.height
        ? `${name}, bearbeitet in ${formatSize(edited)}`
        : `${name}, bearbeitet in ${formatSize(edited)}, gespeichert in ${formatSize(saved)}`,
    editedArea: 'Bearbeiteter Bereich',
    cropBox:
      'Bearbeiteter Bereich: Pfeiltasten verschieben ihn, Plus und Minus ändern die Größe, die Eingabetaste übernimmt ihn',
    moveHint: 'Zieh den Bereich oder seine Ecke. Kleinere Teile werden feiner bearbeitet.',
    chooseArea: 'Diesen Teil nehmen',
    followWords: 'Nach den Worten wählen',
    cancel: 'Abbrechen',
    zoom: 'Zoom',
    fit: 'Einpassen',
    percent: (percent) => `${percent} %`,
    noDifference: 'Heller ist eine größere Änderung, dreifach verstärkt.',
    wordMap: 'Wo das Wort wirkt',
    wordActs: (word, place) => `„${word}“ wirkt ${PLACES.de[place]}.`,
    noWordMaps:
      'Ändere zuerst ein Wort: Wo die Wörter wirken, sieht man, wenn beide Sätze nebeneinander gemalt werden.',
    acts: { weakly: 'schwach', strongly: 'stark' },
    zoomEdit: 'Prozentzahl eingeben',
    zoomPercent: 'Zoom in Prozent',
    probe: 'Auf das Bild zeigen: Pfeiltasten bewegen das Fadenkreuz, und die Wörter, die dort wirken, werden genannt',
    wordsHere: 'Was hier wirkt',
    noWordsHere: 'Kein Wort wirkt hier mehr als anderswo.',
    wordShare: (word, percent) => `${word} ${percent} %`,
    modeNames: {
      slider: 'Schieber',
      'side-by-side': 'Daneben',
      difference: 'Differenz',
      words: 'Wörter',
    },
  },
});
