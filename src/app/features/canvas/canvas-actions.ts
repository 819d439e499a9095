import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';
import type { ViewMode } from '../../store/app-state.ts';
import type { AppStore } from '../../store/app-store.ts';
import { WHOLE_PHOTO, zoomBy, zoomTo, type Camera } from '../../store/camera.ts';

/** Two steps make twice as large. */
const ZOOM_STEP = Math.SQRT2;
const MODE_ORDER: readonly ViewMode[] = ['slider', 'side-by-side', 'difference', 'mask', 'words'];

export const CANVAS_ACTIONS = {
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
} as const satisfies FeatureActions;

function moveCamera(store: AppStore, move: (camera: Camera) => Camera): void {
  store.setState(({ view }) => ({ view: { ...view, camera: move(view.camera) } }));
}

function nextOf<T>(order: readonly T[], current: T): T {
  return order[(order.indexOf(current) + 1) % order.length] ?? current;
}
