import { toast } from 'sonner';
import type { AppContext } from '../app-context.ts';
import { copyEdit, downloadEdit } from '../features/export/export-image.ts';
import { stepThroughHistory } from '../features/history/show-history.ts';
import { MASK_ACTIONS } from '../features/mask/mask-actions.ts';
import { chooseFiles } from '../features/open/choose-file.ts';
import { openFile } from '../features/open/open-file.ts';
import { readClipboard } from '../features/open/read-clipboard.ts';
import { copyLink } from '../features/project/copy-link.ts';
import { saveProject } from '../features/project/save-project.ts';
import type { Texts } from '../i18n/texts.ts';
import { sayError } from '../i18n/say-error.ts';
import type { AppState, Theme, ViewMode } from '../store/app-state.ts';
import type { AppStore } from '../store/app-store.ts';
import { beginBatch } from '../store/batch-reducer.ts';
import { WHOLE_PHOTO, zoomBy, zoomTo, type Camera } from '../store/camera.ts';
import { deriveMainPhase } from '../store/main-phase.ts';
import { canRedoMark, canUndoMark, redoMark, undoMark } from '../store/mask-reducer.ts';
import { chooseTheme } from '../use-theme.ts';
import type { Action } from './action.ts';

export type ActionId = Exclude<keyof Texts['actions'], 'close'>;

/** Two steps make twice as large. */
const ZOOM_STEP = Math.SQRT2;
const MODE_ORDER: readonly ViewMode[] = ['slider', 'side-by-side', 'difference', 'mask', 'words'];

const always = (): boolean => true;
const hasPhoto = ({ photo, view }: AppState): boolean => photo !== null && view.screen === 'edit';
const hasResult = (state: AppState): boolean => hasPhoto(state) && state.run.result !== null;

/** Everything the user can do; buttons, keys and the help are made from this table. */
export const ACTIONS = {
  'open-photo': {
    shortcut: 'Mod+O',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: always,
    perform: (context) => {
      void context.chooseFile().then((file) => (file === null ? undefined : openFile(context, file, file.name)));
    },
  },
  paste: {
    shortcut: 'Mod+V',
    handledBy: 'browser',
    worksInFields: false,
    isEnabled: always,
    perform: (context) => void pasteFromClipboard(context),
  },
  download: {
    shortcut: 'Mod+S',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasResult,
    perform: (context) => void downloadEdit(context),
  },
  'save-project': {
    shortcut: 'Mod+Shift+S',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasPhoto,
    perform: (context) => void saveProject(context),
  },
  'copy-link': {
    shortcut: 'Mod+Shift+L',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasPhoto,
    perform: (context) => void copyLink(context),
  },
  batch: {
    shortcut: 'Mod+Shift+E',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: always,
    perform: ({ store }) => {
      void chooseFiles().then((files) =>
        files.length === 0 ? undefined : store.setState({ batch: beginBatch(files) }),
      );
    },
  },
  'copy-image': {
    shortcut: 'Mod+C',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasResult,
    perform: (context) => void copyEdit(context),
  },
  undo: {
    shortcut: 'Mod+Z',
    handledBy: 'hotkeys',
    worksInFields: false,
    // In the view of the mask strokes are taken back, before edits are.
    isEnabled: (state) => hasPhoto(state) && (canUndoMark(state) || state.history.cursor >= 0 || isEdited(state)),
    perform: ({ store }) =>
      store.setState((state) => (canUndoMark(state) ? undoMark(state) : stepThroughHistory(state, -1))),
  },
  redo: {
    shortcut: 'Mod+Shift+Z',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => canRedoMark(state) || state.history.cursor < state.history.entries.length - 1,
    perform: ({ store }) =>
      store.setState((state) => (canRedoMark(state) ? redoMark(state) : stepThroughHistory(state, 1))),
  },
  stop: {
    shortcut: 'Escape',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: (state) => ['reading', 'editing'].includes(deriveMainPhase(state)),
    perform: ({ live }) => live.stop(),
  },
  'cycle-mode': {
    shortcut: 'M',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, mode: nextOf(MODE_ORDER, view.mode) } })),
  },
  'hold-original': {
    shortcut: 'O',
    handledBy: 'browser',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isHoldingOriginal: true } })),
  },
  'zoom-in': {
    shortcut: '+',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomBy(camera, ZOOM_STEP)),
  },
  'zoom-out': {
    shortcut: '-',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomBy(camera, 1 / ZOOM_STEP)),
  },
  'zoom-fit': {
    shortcut: '0',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, ({ fitScale }) => ({ ...WHOLE_PHOTO, fitScale })),
  },
  'zoom-actual': {
    shortcut: '1',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomTo(camera, 1)),
  },
  ...MASK_ACTIONS,
  'toggle-theme': {
    shortcut: 'Shift+D',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => chooseTheme(store, oppositeTheme(store.getState().view.theme)),
  },
  report: {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: always,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, isReportOpen: true } })),
  },
  help: {
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
  if (image.ok) await openFile(context, image.file, image.name);
  else toast.error(sayError(image));
}
