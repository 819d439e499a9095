import { toast } from 'sonner';
import type { AppContext } from '../app-context.ts';
import { copyEdit, downloadEdit } from '../features/export/export-image.ts';
import { stepThroughHistory } from '../features/history/show-history.ts';
import { openPhoto } from '../features/open/open-photo.ts';
import { readClipboard } from '../features/open/read-clipboard.ts';
import { en } from '../i18n/en.ts';
import { sayError } from '../i18n/say-error.ts';
import type { AppState, Theme, ViewMode } from '../store/app-state.ts';
import type { AppStore } from '../store/app-store.ts';
import { WHOLE_PHOTO, zoomBy, zoomTo, type Camera } from '../store/camera.ts';
import { deriveMainPhase } from '../store/main-phase.ts';
import type { Action } from './action.ts';

export type ActionId = Exclude<keyof typeof en.actions, 'close'>;

/** Two steps make twice as large. */
const ZOOM_STEP = Math.SQRT2;
const MODE_ORDER: readonly ViewMode[] = ['slider', 'side-by-side', 'difference', 'mask', 'words'];

const always = (): boolean => true;
const hasPhoto = ({ photo, view }: AppState): boolean => photo !== null && view.screen === 'edit';
const hasResult = (state: AppState): boolean => hasPhoto(state) && state.run.result !== null;

/** Everything the user can do; buttons, keys and the help are made from this table. */
export const ACTIONS = {
  'open-photo': {
    label: en.actions['open-photo'],
    shortcut: 'Mod+O',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: always,
    perform: (context) => {
      void context.chooseFile().then((file) => (file === null ? undefined : openPhoto(context, file, file.name)));
    },
  },
  paste: {
    label: en.actions.paste,
    shortcut: 'Mod+V',
    handledBy: 'browser',
    worksInFields: false,
    isEnabled: always,
    perform: (context) => void pasteFromClipboard(context),
  },
  download: {
    label: en.actions.download,
    shortcut: 'Mod+S',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasResult,
    perform: (context) => void downloadEdit(context),
  },
  'copy-image': {
    label: en.actions['copy-image'],
    shortcut: 'Mod+C',
    handledBy: 'hotkeys',
    worksInFields: false,
    // Text that is selected is what Ctrl+C means.
    isEnabled: (state) => hasResult(state) && (globalThis.getSelection?.()?.isCollapsed ?? true),
    perform: (context) => void copyEdit(context),
  },
  undo: {
    label: en.actions.undo,
    shortcut: 'Mod+Z',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => hasPhoto(state) && (state.history.cursor >= 0 || isEdited(state)),
    perform: ({ store }) => store.setState((state) => stepThroughHistory(state, -1)),
  },
  redo: {
    label: en.actions.redo,
    shortcut: 'Mod+Shift+Z',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: ({ history }) => history.cursor < history.entries.length - 1,
    perform: ({ store }) => store.setState((state) => stepThroughHistory(state, 1)),
  },
  stop: {
    label: en.actions.stop,
    shortcut: 'Escape',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: (state) => ['reading', 'editing'].includes(deriveMainPhase(state)),
    perform: ({ live }) => live.stop(),
  },
  'cycle-mode': {
    label: en.actions['cycle-mode'],
    shortcut: 'M',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, mode: nextOf(MODE_ORDER, view.mode) } })),
  },
  'hold-original': {
    label: en.actions['hold-original'],
    shortcut: 'O',
    handledBy: 'browser',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isHoldingOriginal: true } })),
  },
  'zoom-in': {
    label: en.actions['zoom-in'],
    shortcut: '+',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomBy(camera, ZOOM_STEP)),
  },
  'zoom-out': {
    label: en.actions['zoom-out'],
    shortcut: '-',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomBy(camera, 1 / ZOOM_STEP)),
  },
  'zoom-fit': {
    label: en.actions['zoom-fit'],
    shortcut: '0',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, ({ fitScale }) => ({ ...WHOLE_PHOTO, fitScale })),
  },
  'zoom-actual': {
    label: en.actions['zoom-actual'],
    shortcut: '1',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomTo(camera, 1)),
  },
  'toggle-theme': {
    label: en.actions['toggle-theme'],
    shortcut: 'Shift+D',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, theme: oppositeTheme(view.theme) } })),
  },
  help: {
    label: en.actions.help,
    shortcut: '?',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isHelpOpen: !view.isHelpOpen } })),
  },
} as const satisfies Record<ActionId, Action>;

export const ACTION_IDS = Object.keys(ACTIONS).filter(isActionId);

export function getAction(id: ActionId): Action {
  return ACTIONS[id];
}

function isActionId(id: string): id is ActionId {
  return id in ACTIONS;
}

function moveCamera(store: AppStore, move: (camera: Camera) => Camera): void {
  store.setState(({ view }) => ({ view: { ...view, camera: move(view.camera) } }));
}

function isEdited({ prompts }: AppState): boolean {
  return prompts.source !== prompts.target;
}

function nextOf<T>(order: readonly T[], current: T): T {
  return order[(order.indexOf(current) + 1) % order.length] ?? current;
}

function oppositeTheme(theme: Theme): Theme {
  const isDark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  return isDark ? 'light' : 'dark';
}

async function pasteFromClipboard(context: AppContext): Promise<void> {
  const image = await readClipboard(navigator.clipboard);
  if (image.ok) await openPhoto(context, image.file, image.name);
  else toast.error(sayError(image));
}
