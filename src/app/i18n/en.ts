import type { DeviceInfo, DeviceKind, Stage } from '../../protocol/engine.ts';
import { INVERSION_LABELS } from './inversion-labels.ts';
import type { AppErrorCode } from '../store/app-error-code.ts';
import type { ViewMode, WordPlace } from '../store/app-state.ts';
import type { PlaceInPicture } from '../../imaging/describe-place.ts';
import { batchTexts } from './en/batch.ts';
import { describeTexts } from './en/describe.ts';
import { dropTexts } from './en/drop.ts';
import { helpTexts } from './en/help.ts';
import { historyTexts } from './en/history.ts';
import { installTexts } from './en/install.ts';
import { menuTexts } from './en/menu.ts';
import { reportTexts } from './en/report.ts';
import { projectErrors, projectTexts } from './en/project.ts';
import { advancedTexts } from './en/advanced.ts';
import { maskActionTexts, maskTexts } from './en/mask.ts';
import { BAD_OUTPUT } from './en/bad-output.ts';
import { PACK_ERRORS } from './en/pack-errors.ts';
import { packsTexts } from './en/packs.ts';
import { formatBytes, formatDecibels, formatNumber, formatResidual, formatSeconds, formatSize } from './format.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

type Parameters = Readonly<Record<string, string | number>>;
type Sentence = (parameters: Parameters) => string;

const ERRORS = {
  'photo/unreadable': ({ name }) =>
    `“${name ?? 'This photo'}” cannot be read. The file may be damaged: try another copy.`,
  'photo/too-large': ({ name, width, height }) =>
    `“${name ?? 'This photo'}” is too large (${width ?? '?'} × ${height ?? '?'}). Renoir opens up to 268 megapixels and 16,384 pixels a side: make it smaller first.`,
  'photo/heic': ({ name }) =>
    `This browser can't open HEIC. Save “${name ?? 'the photo'}” as JPEG (on an iPhone: share it, options, most compatible) and drop it again.`,
  'photo/not-an-image': ({ name }) => `“${name ?? 'This file'}” is not a picture. Try a JPEG, PNG, WebP, AVIF or GIF.`,
  'clipboard/empty': () => 'There is no image in the clipboard. Copy one first, then paste.',
  'clipboard/denied': () =>
    'The browser does not let this page read the clipboard. Press Ctrl+V (⌘V), or allow it and paste again.',
  'clipboard/unsupported': () => 'This browser cannot copy images from a page. Use Download.',
  'samples/unreadable': () => 'This sample could not be loaded. Try again, or open a photo of your own.',
  'export/failed': () => 'The picture could not be written. Try again.',
  ...projectErrors,
  'prompt/source-empty': () => 'Say what the photo shows first.',
  'prompt/target-empty': () => 'Say what the picture should show: write at least one word.',
  'pack/missing-file': ({ file }) => `A file of the model is missing: ${file ?? 'unknown'}. Put it back, then retry.`,
  'pack/corrupt-file': ({ file }) =>
    `A file of the model is damaged: ${file ?? 'unknown'}. Get a fresh copy, then retry.`,
  'pack/unsupported': ({ reason }) =>
    `This model is of a kind Renoir does not know${reason === undefined ? '' : ` (${reason})`}. Choose another one.`,
  'graph/unsupported-operator': ({ operator }) =>
    `This model uses the operator ${operator ?? '(unnamed)'}, which Renoir does not know. Choose another model.`,
  ...PACK_ERRORS,
  'device/no-webgpu': () => 'This browser has no WebGPU. Open the page without ?device=webgpu to run on the CPU.',
  'device/lost': () => 'The engine stopped unexpectedly. Your photo and your words are safe: retry to start it again.',
  'device/out-of-memory': () => 'There is not enough memory for this edit. Close other tabs, then retry.',
  ...BAD_OUTPUT,
  'run/cancelled': () => 'Stopped. The last picture stays; change a word to go on.',
  'run/failed': ({ detail }) =>
    `This edit did not work${detail === undefined ? '' : ` (${detail})`}. Retry, or change the words.`,
} as const satisfies Record<AppErrorCode, Sentence>;

const STAGES = {
  open: 'Loading the model',
  encode: 'Looking at the photo',
  draft: 'Sketching a draft',
  invert: 'Reading the photo',
  edit: 'Editing',
  decode: 'Painting',
} as const satisfies Record<Stage, string>;

const MODES = {
  slider: 'Slider',
  'side-by-side': 'Side by side',
  difference: 'Difference',
  mask: 'Mask',
  words: 'Words',
} as const satisfies Record<ViewMode, string>;

const PLACES = {
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
} as const satisfies Record<PlaceInPicture, string>;

const SENTENCES = { source: 'The photo shows', target: 'Make it' } as const satisfies Record<
  WordPlace['sentence'],
  string
>;

const DEVICES = { webgpu: 'WebGPU', wasm: 'CPU' } as const satisfies Record<DeviceKind, string>;

const DEVICE_REASONS = {
  gpu: 'Edits run on the graphics processor of this computer.',
  'software-adapter': 'The only graphics adapter here is emulated in software; the CPU is faster.',
  'no-adapter': 'This browser offers no WebGPU adapter, so edits run on the CPU. They take longer.',
  forced: 'Chosen by the address of this page.',
} as const satisfies Record<DeviceInfo['reason'], string>;

/** Every sentence the app says. */
export const en = {
  appName: 'Renoir',
  startPage: 'Renoir, start page',
  errors: ERRORS,
  stages: STAGES,
  modes: MODES,
  inversions: INVERSION_LABELS,
  devices: DEVICES,
  deviceReasons: DEVICE_REASONS,

  start: {
    headline: 'Change the words, and the picture follows.',
    lead: 'Open a photo, say what it shows, then rewrite the sentence.',
    drop: 'Drop a photo here',
    or: 'JPEG, PNG, WebP, AVIF or GIF',
    samples: 'Or start with one of these',
    sample: 'Sample: ',
    privacy: 'Nothing leaves this computer: the model runs inside this page, and photos are never sent anywhere.',
    back: 'Back to your photo',
    dropToOpen: 'Drop to open the photo',
    dropToReplace: 'Drop to replace the photo',
    dropHint: 'Edits made so far stay in the history.',
  },

  device: {
    opening: 'Starting',
    failed: 'Not ready',
    title: 'Where it runs',
    name: (device: string) => `Device: ${device}`,
    loadedIn: (seconds: number) => `Ready in ${formatSeconds(seconds)}.`,
    pack: (name: string, bytes: number) => `${name}, ${formatBytes(bytes)}, offline`,
    problem: 'The model could not be loaded',
    retry: 'Retry',
  },

  prompts: {
    region: 'Words',
    source: SENTENCES.source,
    sourcePlaceholder: 'Describe the photo in a few words',
    sourceHint: 'A plain sentence works best.',
    use: (sentence: string) => `Use “${sentence}”`,
    target: SENTENCES.target,
    targetPlaceholder: 'Say what the picture should show',
    targetEmpty: 'Say what the picture should show, or put the words back.',
    targetRestore: 'Put the words back',
    tryThese: 'Try',
    adjust: (word: string) => `Adjust ${word}`,
    emphasis: (word: string) => `Emphasis of ${word}`,
    times: (value: number) => `${formatNumber(value, value % 0.1 < 0.001 || value % 0.1 > 0.099 ? 1 : 2)} ×`,
    weaker: 'Weaker',
    stronger: 'Stronger',
    putBack: (words: string) => `Back to “${words}”`,
    neutral: 'Reset',
    remove: 'Remove',
    wordsItKnows: 'Words it knows',
    vocabulary: {
      objects: 'Things',
      colours: 'Colours',
      materials: 'Materials',
      surfaces: 'Grounds',
      times: 'Times and weather',
      styles: 'Styles',
    },
    unknown: (pack: string, word: string) => `${pack} does not know “${word}”`,
    didYouMean: 'did you mean',
    replaceBy: (word: string) => `Replace by ${word}`,
    becomes: ' becomes ',
    goes: ' goes ',
    unknownHint: 'it may be ignored.',
  },

  canvas: {
    region: 'Picture',
    modes: 'View',
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
    moveArea: 'Move the edited area',
    moveHint: 'Drag the area, or its corner. Smaller parts are edited in more detail.',
    chooseArea: 'Use this part',
    cancel: 'Cancel',
    zoom: 'Zoom',
    fit: 'Fit',
    percent: (percent: number) => `${percent} %`,
    noDifference: 'Brighter is a larger change, three times amplified.',
    sentences: SENTENCES,
    wordMap: 'Where the word acts',
    wordActs: (word: string, place: PlaceInPicture) => `“${word}” acts ${PLACES[place]}.`,
    noWordMaps: 'Change a word first: where the words act is seen while both sentences are painted side by side.',
    acts: { weakly: 'weakly', strongly: 'strongly' },
    zoomEdit: 'Type a percentage',
    zoomPercent: 'Zoom in percent',
    probe: 'Point at the picture: arrows move the crosshair, and the words that act there are listed',
    wordsHere: 'What acts here',
    noWordsHere: 'No word acts here more than elsewhere.',
    wordShare: (word: string, percent: number) => `${word} ${percent} %`,
  },

  run: {
    idle: 'Describe the photo to begin.',
    decoding: 'Opening the photo',
    loading: (step: number, steps: number) =>
      steps > 0 ? `Loading the model, ${step} of ${steps}` : 'Loading the model',
    preparing: 'Getting ready',
    step: (stage: string, step: number, steps: number) => `${stage}, step ${step} of ${steps}`,
    error: (residual: number) => ` - error ${formatResidual(residual)}`,
    read: 'The photo is read. Now change a word.',
    done: (seconds: number) => `Done in ${formatSeconds(seconds)}`,
    readIn: (rows: number, residual: number | null) =>
      `Photo read in ${rows} rows${residual === null ? '' : `, residual ${formatResidual(residual)}`}`,
    readFromCache: 'Photo read from cache',
    stopped: 'Stopped. The last picture stays.',
    retry: 'Retry',
    progress: 'Progress',
    escStops: 'Esc stops',
  },

  explain: {
    'unlike-model': {
      say: (pack: string) =>
        `${pack} was not made for pictures like this one, or the words do not say what it shows: what it paints will look rough. There are models for real photos.`,
      mend: 'Choose a model',
    },
    'nothing-changed': { say: () => 'Hardly anything changed.', mend: 'Let it go further' },
    'outside-paint': { say: () => 'The words do not act where you painted.', mend: 'Change everywhere again' },
    'everything-changed': { say: () => 'More changed than the words ask for.', mend: 'Keep more' },
  },

  tuning: {
    howFar: 'How far',
    faithful: 'Faithful',
    free: 'Free',
    value: (percent: number) => (percent === 50 ? 'as recommended' : `${percent} % free`),
    keep: 'Keep what the words do not touch',
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
    method: 'Method',
    steps: 'Steps',
    iterations: 'Iterations',
    seed: 'Seed',
    stepsTimesIterations: 'Steps × iterations',
    reconstruction: 'Reconstruction',
    decibels: (psnr: number, bound: number) => `${formatDecibels(psnr)} dB of ${formatDecibels(bound)}`,
    rows: 'UNet rows',
    rowCount: (invert: number, edit: number, isCached: boolean) =>
      `${isCached ? '0 (from cache)' : String(invert)} + ${edit}`,
    rowHint: 'reading the photo + editing',
    curve: 'Residual of every step, after each iteration',
    curveEmpty: 'The residual of every step appears here.',
    recommended: 'Back to recommended',
  },

  actions: {
    'open-photo': 'Open photo',
    paste: 'Paste',
    download: 'Download',
    'save-project': 'Save project',
    'copy-link': 'Copy link',
    batch: 'Edit several photos',
    'copy-image': 'Copy image',
    stop: 'Stop',
    undo: 'Undo',
    redo: 'Redo',
    'cycle-mode': 'Next view',
    'hold-original': 'Hold to see the original',
    'zoom-in': 'Larger',
    'zoom-out': 'Smaller',
    'zoom-fit': 'Whole photo',
    'zoom-actual': 'Actual pixels',
    'toggle-theme': 'Light or dark',
    report: 'Report',
    help: 'Keyboard shortcuts',
    close: 'Close',
    ...maskActionTexts,
  },

  export: {
    copied: 'Copied the picture.',
    writing: (name: string) => `Writing ${name}`,
    saved: (name: string, width: number, height: number) => `Saved ${name}, ${width} × ${height}.`,
    choose: 'File type',
    title: 'Save as',
    formats: { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' },
    hints: {
      png: 'Every pixel as it is; the largest files.',
      jpeg: 'Small files that open everywhere.',
      webp: 'The smallest files, for the web.',
    },
    quality: 'Quality',
    percent: (fraction: number) => `${Math.round(fraction * 100)} %`,
    keepLocation: 'Keep the location',
    metadata: 'The camera’s notes stay in the file. It also says that parts were painted by a model.',
  },
  help: helpTexts,
  editing: (name: string) => `Editing ${name}`,
  sidePanel: 'Settings and history',
  privacyShort: 'Nothing leaves this computer.',
} as const;
