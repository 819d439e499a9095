import { errorTexts } from './de/errors.ts';
import { helpTexts } from './de/help.ts';
import { historyTexts } from './de/history.ts';
import { advancedTexts } from './de/advanced.ts';
import { methodTexts } from './de/methods.ts';
import { maskActionTexts, maskTexts } from './de/mask.ts';
import { packsTexts } from './de/packs.ts';
import { projectTexts } from './de/project.ts';
import { formatBytes, formatSeconds } from './format.ts';
import type { Texts } from './text-types.ts';

const SENTENCES = { source: 'Das Foto zeigt', target: 'Mach daraus' } as const;

/** German. What is typed about a photo stays English: it is the language of the models. */
export const de: Texts = {
  appName: 'Renoir',
  startPage: 'Renoir, Startseite',
  errors: errorTexts,
  sentences: SENTENCES,
  diff: { becomes: ' wird ', goes: ' entfällt ' },
  devices: { webgpu: 'WebGPU', wasm: 'CPU' },
  deviceReasons: {
    gpu: 'Bearbeitungen laufen auf dem Grafikprozessor dieses Computers.',
    'software-adapter': 'Die einzige Grafikkarte hier ist in Software nachgebildet; die CPU ist schneller.',
    'no-adapter': 'Dieser Browser bietet kein WebGPU, deshalb laufen Bearbeitungen auf der CPU. Das dauert länger.',
    forced: 'Von der Adresse dieser Seite so gewählt.',
  },

  device: {
    opening: 'Startet',
    failed: 'Nicht bereit',
    title: 'Wo es läuft',
    name: (device) => `Gerät: ${device}`,
    oneCore:
      'Ein Kern rechnet: Mehr brauchen eine Seite, die von anderen abgeschirmt ist, und die Kopfzeilen dafür schickt dieser Server nicht.',
    loadedIn: (seconds) => `Bereit nach ${formatSeconds(seconds)}.`,
    pack: (name, bytes) => `${name}, ${formatBytes(bytes)}, ohne Netz`,
    problem: 'Das Modell konnte nicht geladen werden',
    retry: 'Noch einmal',
  },

  history: historyTexts,
  packs: packsTexts,
  mask: maskTexts,
  advanced: advancedTexts,
  methods: methodTexts,
  project: projectTexts,

  actions: {
    'open-photo': 'Foto öffnen',
    paste: 'Einfügen',
    download: 'Herunterladen',
    'save-comparison': 'Vorher und Nachher speichern',
    share: 'Teilen',
    'save-project': 'Projekt speichern',
    'copy-link': 'Link kopieren',
    batch: 'Mehrere Fotos bearbeiten',
    between: 'Zwischen zwei Fotos',
    'copy-image': 'Bild kopieren',
    stop: 'Anhalten',
    remove: 'Ein Ding entfernen',
    another: 'Andere Variante',
    'use-as-photo': 'Als Foto nehmen',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    'cycle-mode': 'Nächste Ansicht',
    'tool-hand': 'Hand-Werkzeug',
    'tool-crop': 'Bearbeiteten Bereich verschieben',
    'hold-original': 'Halten, um das Original zu sehen',
    'zoom-in': 'Größer',
    'zoom-out': 'Kleiner',
    'zoom-fit': 'Ganzes Foto',
    'zoom-actual': 'Originalpixel',
    'toggle-panel': 'Verlauf und Einstellungen',
    'toggle-theme': 'Hell oder dunkel',
    report: 'Bericht',
    help: 'Tastenkürzel',
    close: 'Schließen',
    ...maskActionTexts,
  },

  help: helpTexts,
  editing: (name) => `Bearbeitet ${name}`,
  underTheHood: 'Unter der Haube',
  readMore: 'Weiterlesen',
  readLess: 'Einklappen',
  compareMethods: 'Das Labor: alle an diesem Foto vergleichen',
  privacyShort: 'Nichts verlässt diesen Computer.',
};
