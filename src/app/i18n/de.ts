import type { PlaceInPicture } from '../../imaging/describe-place.ts';
import { batchTexts } from './de/batch.ts';
import { describeTexts } from './de/describe.ts';
import { dropTexts } from './de/drop.ts';
import { errorTexts } from './de/errors.ts';
import { helpTexts } from './de/help.ts';
import { historyTexts } from './de/history.ts';
import { installTexts } from './de/install.ts';
import { advancedTexts } from './de/advanced.ts';
import { maskActionTexts, maskTexts } from './de/mask.ts';
import { menuTexts } from './de/menu.ts';
import { packsTexts } from './de/packs.ts';
import { projectTexts } from './de/project.ts';
import { reportTexts } from './de/report.ts';
import { formatBytes, formatDecibels, formatNumber, formatResidual, formatSeconds, formatSize } from './format.ts';
import { INVERSION_LABELS } from './inversion-labels.ts';
import type { Texts } from './text-types.ts';

const PLACES = {
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
} as const satisfies Record<PlaceInPicture, string>;

const SENTENCES = { source: 'Das Foto zeigt', target: 'Mach daraus' } as const;

/** German. What is typed about a photo stays English: it is the language of the models. */
export const de: Texts = {
  appName: 'Renoir',
  startPage: 'Renoir, Startseite',
  errors: errorTexts,
  stages: {
    open: 'Lädt das Modell',
    encode: 'Betrachtet das Foto',
    draft: 'Skizziert einen Entwurf',
    invert: 'Liest das Foto',
    edit: 'Bearbeitet',
    decode: 'Malt',
  },
  modes: {
    slider: 'Schieber',
    'side-by-side': 'Daneben',
    difference: 'Differenz',
    mask: 'Maske',
    words: 'Wörter',
  },
  inversions: {
    ...INVERSION_LABELS,
    'rnri-released': 'RNRI, wie veröffentlicht',
    'gradient-secant': 'Gradient und Sekante',
    anderson: 'Anderson-Mischung',
    'fixed-point': 'Fixpunkt',
  },
  devices: { webgpu: 'WebGPU', wasm: 'CPU' },
  deviceReasons: {
    gpu: 'Bearbeitungen laufen auf dem Grafikprozessor dieses Computers.',
    'software-adapter': 'Die einzige Grafikkarte hier ist in Software nachgebildet; die CPU ist schneller.',
    'no-adapter': 'Dieser Browser bietet kein WebGPU, deshalb laufen Bearbeitungen auf der CPU. Das dauert länger.',
    forced: 'Von der Adresse dieser Seite so gewählt.',
  },

  start: {
    headline: 'Ändere die Wörter, und das Bild folgt.',
    lead: 'Öffne ein Foto, sag, was es zeigt, dann schreib den Satz um.',
    drop: 'Foto hier fallen lassen',
    or: 'JPEG, PNG, WebP, AVIF oder GIF',
    samples: 'Oder beginne mit einem von diesen',
    sample: 'Beispiel: ',
    privacy:
      'Nichts verlässt diesen Computer: Das Modell läuft in dieser Seite, und Fotos werden nirgendwohin geschickt.',
    back: 'Zurück zum Foto',
    dropToOpen: 'Loslassen, um das Foto zu öffnen',
    dropToReplace: 'Loslassen, um das Foto zu ersetzen',
    dropHint: 'Bisherige Bearbeitungen bleiben im Verlauf.',
  },

  device: {
    opening: 'Startet',
    failed: 'Nicht bereit',
    title: 'Wo es läuft',
    name: (device) => `Gerät: ${device}`,
    loadedIn: (seconds) => `Bereit nach ${formatSeconds(seconds)}.`,
    pack: (name, bytes) => `${name}, ${formatBytes(bytes)}, ohne Netz`,
    problem: 'Das Modell konnte nicht geladen werden',
    retry: 'Noch einmal',
  },

  prompts: {
    region: 'Wörter',
    source: SENTENCES.source,
    sourcePlaceholder: 'Beschreibe das Foto in ein paar englischen Wörtern',
    sourceHint: 'Ein schlichter englischer Satz wirkt am besten.',
    use: (sentence) => `„${sentence}“ benutzen`,
    target: SENTENCES.target,
    targetPlaceholder: 'Sag auf Englisch, was das Bild zeigen soll',
    targetEmpty: 'Sag, was das Bild zeigen soll, oder setz die Wörter zurück.',
    targetRestore: 'Wörter zurücksetzen',
    tryThese: 'Probiere',
    adjust: (word) => `${word} einstellen`,
    emphasis: (word) => `Gewicht von ${word}`,
    times: (value) => `${formatNumber(value, value % 0.1 < 0.001 || value % 0.1 > 0.099 ? 1 : 2)} ×`,
    weaker: 'Schwächer',
    stronger: 'Stärker',
    putBack: (words) => `Zurück zu „${words}“`,
    neutral: 'Zurücksetzen',
    remove: 'Entfernen',
    wordsItKnows: 'Wörter, die es kennt',
    vocabulary: {
      objects: 'Dinge',
      colours: 'Farben',
      materials: 'Materialien',
      surfaces: 'Untergründe',
      times: 'Zeiten und Wetter',
      styles: 'Stile',
    },
    unknown: (pack, word) => `${pack} kennt „${word}“ nicht`,
    didYouMean: 'meintest du',
    replaceBy: (word) => `Durch ${word} ersetzen`,
    becomes: ' wird ',
    goes: ' entfällt ',
    unknownHint: 'es wird vielleicht übergangen.',
  },

  canvas: {
    region: 'Bild',
    modes: 'Ansicht',
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
    moveArea: 'Bearbeiteten Bereich verschieben',
    moveHint: 'Zieh den Bereich oder seine Ecke. Kleinere Teile werden feiner bearbeitet.',
    chooseArea: 'Diesen Teil nehmen',
    cancel: 'Abbrechen',
    zoom: 'Zoom',
    fit: 'Einpassen',
    percent: (percent) => `${percent} %`,
    noDifference: 'Heller ist eine größere Änderung, dreifach verstärkt.',
    sentences: SENTENCES,
    wordMap: 'Wo das Wort wirkt',
    wordActs: (word, place) => `„${word}“ wirkt ${PLACES[place]}.`,
    noWordMaps:
      'Ändere zuerst ein Wort: Wo die Wörter wirken, sieht man, wenn beide Sätze nebeneinander gemalt werden.',
    acts: { weakly: 'schwach', strongly: 'stark' },
    zoomEdit: 'Prozentzahl eingeben',
    zoomPercent: 'Zoom in Prozent',
    probe: 'Auf das Bild zeigen: Pfeiltasten bewegen das Fadenkreuz, und die Wörter, die dort wirken, werden genannt',
    wordsHere: 'Was hier wirkt',
    noWordsHere: 'Kein Wort wirkt hier mehr als anderswo.',
    wordShare: (word, percent) => `${word} ${percent} %`,
  },

  run: {
    idle: 'Beschreibe zuerst das Foto.',
    decoding: 'Öffnet das Foto',
    loading: (step, steps) => (steps > 0 ? `Lädt das Modell, ${step} von ${steps}` : 'Lädt das Modell'),
    preparing: 'Bereitet vor',
    step: (stage, step, steps) => `${stage}, Schritt ${step} von ${steps}`,
    error: (residual) => ` - Fehler ${formatResidual(residual)}`,
    read: 'Das Foto ist gelesen. Ändere jetzt ein Wort.',
    done: (seconds) => `Fertig in ${formatSeconds(seconds)}`,
    readIn: (rows, residual) =>
      `Foto in ${rows} Zeilen gelesen${residual === null ? '' : `, Residuum ${formatResidual(residual)}`}`,
    readFromCache: 'Foto aus dem Zwischenspeicher',
    stopped: 'Angehalten. Das letzte Bild bleibt.',
    retry: 'Noch einmal',
    progress: 'Fortschritt',
    escStops: 'Esc hält an',
  },

  explain: {
    'unlike-model': {
      say: (pack) =>
        `${pack} ist nicht für Bilder wie dieses gemacht, oder die Wörter sagen nicht, was es zeigt: Was es malt, wird grob aussehen. Es gibt Modelle für echte Fotos.`,
      mend: 'Ein Modell wählen',
    },
    'nothing-changed': { say: () => 'Es hat sich kaum etwas geändert.', mend: 'Weiter gehen lassen' },
    'outside-paint': { say: () => 'Die Wörter wirken nicht, wo du gemalt hast.', mend: 'Wieder überall ändern' },
    'everything-changed': { say: () => 'Es hat sich mehr geändert, als die Wörter sagen.', mend: 'Mehr behalten' },
  },

  tuning: {
    howFar: 'Wie weit',
    faithful: 'Treu',
    free: 'Frei',
    value: (percent) => (percent === 50 ? 'wie empfohlen' : `${percent} % frei`),
    keep: 'Behalten, was die Wörter nicht berühren',
  },

  history: historyTexts,
  packs: packsTexts,
  mask: maskTexts,
  advanced: advancedTexts,
  project: projectTexts,
  batch: batchTexts,
  describe: describeTexts,
  drop: dropTexts,
  menu: menuTexts,
  install: installTexts,
  report: reportTexts,

  inversion: {
    title: 'Inversion',
    method: 'Verfahren',
    steps: 'Schritte',
    iterations: 'Iterationen',
    seed: 'Startwert',
    stepsTimesIterations: 'Schritte × Iterationen',
    reconstruction: 'Rekonstruktion',
    decibels: (psnr, bound) => `${formatDecibels(psnr)} dB von ${formatDecibels(bound)}`,
    rows: 'UNet-Zeilen',
    rowCount: (invert, edit, isCached) => `${isCached ? '0 (aus dem Zwischenspeicher)' : String(invert)} + ${edit}`,
    rowHint: 'Foto lesen + bearbeiten',
    curve: 'Residuum jedes Schritts, nach jeder Iteration',
    curveEmpty: 'Das Residuum jedes Schritts erscheint hier.',
    recommended: 'Zurück zur Empfehlung',
  },

  actions: {
    'open-photo': 'Foto öffnen',
    paste: 'Einfügen',
    download: 'Herunterladen',
    'save-project': 'Projekt speichern',
    'copy-link': 'Link kopieren',
    batch: 'Mehrere Fotos bearbeiten',
    'copy-image': 'Bild kopieren',
    stop: 'Anhalten',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    'cycle-mode': 'Nächste Ansicht',
    'hold-original': 'Halten, um das Original zu sehen',
    'zoom-in': 'Größer',
    'zoom-out': 'Kleiner',
    'zoom-fit': 'Ganzes Foto',
    'zoom-actual': 'Originalpixel',
    'toggle-theme': 'Hell oder dunkel',
    report: 'Bericht',
    help: 'Tastenkürzel',
    close: 'Schließen',
    ...maskActionTexts,
  },

  export: {
    copied: 'Bild kopiert.',
    writing: (name) => `Schreibt ${name}`,
    saved: (name, width, height) => `${name} gespeichert, ${width} × ${height}.`,
    choose: 'Dateiart',
    title: 'Speichern als',
    formats: { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' },
    hints: {
      png: 'Jedes Pixel, wie es ist; die größten Dateien.',
      jpeg: 'Kleine Dateien, die sich überall öffnen lassen.',
      webp: 'Die kleinsten Dateien, fürs Web.',
    },
    quality: 'Qualität',
    percent: (fraction) => `${Math.round(fraction * 100)} %`,
    keepLocation: 'Aufnahmeort behalten',
    metadata: 'Die Angaben der Kamera bleiben in der Datei. Sie sagt auch, dass ein Modell Teile gemalt hat.',
  },
  help: helpTexts,
  editing: (name) => `Bearbeitet ${name}`,
  sidePanel: 'Einstellungen und Verlauf',
  privacyShort: 'Nichts verlässt diesen Computer.',
};
