import type { DeviceInfo, DeviceKind } from '../../protocol/engine.ts';
import type { AppErrorCode } from '../store/app-error-code.ts';
import type { WordPlace } from '../store/app-state.ts';
import { helpTexts } from './en/help.ts';
import { historyTexts } from './en/history.ts';
import { projectErrors, projectTexts } from './en/project.ts';
import { advancedTexts } from './en/advanced.ts';
import { methodTexts } from './en/methods.ts';
import { maskActionTexts, maskTexts } from './en/mask.ts';
import { BAD_OUTPUT } from './en/bad-output.ts';
import { PACK_ERRORS } from './en/pack-errors.ts';
import { packsTexts } from './en/packs.ts';
import { formatBytes, formatNumber, formatSeconds } from './format.ts';

type Parameters = Readonly<Record<string, string | number>>;
type Sentence = (parameters: Parameters) => string;

const ERRORS = {
  'photo/unreadable': ({ name }) =>
    `“${name ?? 'This photo'}” cannot be read. The file may be damaged: try another copy.`,
  'photo/gone': ({ name }) =>
    `“${name ?? 'This photo'}” can no longer be read: it was changed, moved or deleted. Open it again.`,
  'photo/stopped': ({ name }) =>
    `The browser ended the work on “${name ?? 'this photo'}”. Try again; if it happens again, make the photo smaller.`,
  'photo/too-large': ({ name, width, height }) =>
    `“${name ?? 'This photo'}” is too large (${width ?? '?'} × ${height ?? '?'}). Renoir opens up to 268 megapixels and 32,767 pixels a side: make it smaller first.`,
  'photo/too-long': ({ name, format, sidePx }) =>
    `“${name ?? 'This photo'}” is too long to be saved as ${format ?? 'this'}, which has up to ${formatNumber(Number(sidePx), 0)} pixels a side. Save it as PNG or JPEG.`,
  'photo/heic': ({ name }) =>
    `This browser can't open HEIC. Save “${name ?? 'the photo'}” as JPEG (on an iPhone: share it, options, most compatible) and drop it again.`,
  'photo/foreign-format': ({ name = 'This file', format }) => {
    if (format === 'RAW') {
      return `“${name}” is a camera's raw file, which browsers can't open. Develop it in a photo program, save it as JPEG, and drop that here.`;
    }
    const kind =
      format === 'TIFF'
        ? "is a TIFF of a kind that Renoir can't read"
        : `is a ${format ?? ''} picture, which this browser can't open`;
    return `“${name}” ${kind}. Save it as JPEG or PNG in a photo program, and drop that here.`;
  },
  'photo/not-an-image': ({ name }) =>
    `“${name ?? 'This file'}” is not a picture. Try a JPEG, PNG, WebP, AVIF, GIF or TIFF.`,
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

/** The sentences that several parts of the page say. */
export const en = {
  appName: 'Renoir',
  startPage: 'Renoir, start page',
  errors: ERRORS,
  /** What the two sentences are called. */
  sentences: SENTENCES,
  /** Read aloud between the words of a change. */
  diff: { becomes: ' becomes ', goes: ' goes ' },
  devices: DEVICES,
  deviceReasons: DEVICE_REASONS,

  device: {
    opening: 'Starting',
    failed: 'Not ready',
    title: 'Where it runs',
    name: (device: string) => `Device: ${device}`,
    oneCore:
      'One core computes: more need a page that is isolated from others, and this server does not send the headers for that.',
    loadedIn: (seconds: number) => `Ready in ${formatSeconds(seconds)}.`,
    pack: (name: string, bytes: number) => `${name}, ${formatBytes(bytes)}, offline`,
    problem: 'The model could not be loaded',
    retry: 'Retry',
  },

  history: historyTexts,

  packs: packsTexts,
  mask: maskTexts,
  advanced: advancedTexts,
  methods: methodTexts,

  project: projectTexts,

  actions: {
    'open-photo': 'Open photo',
    paste: 'Paste',
    download: 'Download',
    'save-comparison': 'Save before and after',
    share: 'Share',
    'save-project': 'Save project',
    'copy-link': 'Copy link',
    batch: 'Edit several photos',
    between: 'Between two photos',
    'copy-image': 'Copy image',
    stop: 'Stop',
    remove: 'Remove a thing',
    another: 'Another version',
    'use-as-photo': 'Use as photo',
    undo: 'Undo',
    redo: 'Redo',
    'cycle-mode': 'Next view',
    'tool-hand': 'Hand',
    'tool-crop': 'Move the edited area',
    'hold-original': 'Hold to see the original',
    'zoom-in': 'Larger',
    'zoom-out': 'Smaller',
    'zoom-fit': 'Whole photo',
    'zoom-actual': 'Actual pixels',
    'toggle-panel': 'History and settings',
    'toggle-theme': 'Light or dark',
    report: 'Report',
    help: 'Keyboard shortcuts',
    close: 'Close',
    ...maskActionTexts,
  },

  help: helpTexts,
  editing: (name: string) => `Editing ${name}`,
  underTheHood: 'Under the hood',
  readMore: 'Read on',
  readLess: 'Fold',
  compareMethods: 'The lab: compare them all on this photo',
  privacyShort: 'Nothing leaves this computer.',
} as const;
