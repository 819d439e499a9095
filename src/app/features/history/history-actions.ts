import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';
import { canRedo, canUndo, redoStep, undoStep } from '../../store/undo-steps.ts';

export const HISTORY_ACTIONS = {
  undo: {
    shortcut: 'Mod+Z',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => hasPhoto(state) && canUndo(state),
    perform: ({ store }) => store.setState(undoStep),
  },
  redo: {
    shortcut: 'Mod+Shift+Z',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => hasPhoto(state) && canRedo(state),
    perform: ({ store }) => store.setState(redoStep),
  },
} as const satisfies FeatureActions;
