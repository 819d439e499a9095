import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';
import { chooseTool } from '../../store/mask-reducer.ts';
import type { AppState } from '../../store/app-state.ts';
import type { AppStore } from '../../store/app-store.ts';
import { fitWhole, zoomBy, zoomTo, type Camera } from '../../store/camera.ts';

import { VIEW_MODES } from './view-modes.ts';

/** Two steps make twice as large. */
const ZOOM_STEP = Math.SQRT2;

export const CANVAS_ACTIONS = {
  'cycle-mode': {
    shortcut: 'M',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState(({ view }) => ({ view: { ...view, mode: nextOf(VIEW_MODES, view.mode) } })),
  },
  'tool-hand': {
    shortcut: 'H',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState((state) => chooseTool(state, 'hand')),
  },
  'tool-crop': {
    shortcut: 'C',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: canPlace,
    perform: ({ store }) => store.setState((state) => chooseTool(state, 'crop')),
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
    perform: ({ store }) => moveCamera(store, fitWhole),
  },
  'zoom-actual': {
    shortcut: '1',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => moveCamera(store, (camera) => zoomTo(camera, 1)),
  },
} as const satisfies FeatureActions;

/** A photo no larger than what the model paints is edited as a whole. */
export function canPlace(state: AppState): boolean {
  const { photo } = state;
  return (
    hasPhoto(state) && photo !== null && (photo.widthPx > photo.pixels.width || photo.heightPx > photo.pixels.height)
  );
}

function moveCamera(store: AppStore, move: (camera: Camera) => Camera): void {
  store.setState(({ view }) => ({ view: { ...view, camera: move(view.camera) } }));
}

function nextOf<T>(order: readonly T[], current: T): T {
  return order[(order.indexOf(current) + 1) % order.length] ?? current;
}
