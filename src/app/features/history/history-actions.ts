import { type FeatureActions, hasPhoto } from '../../actions/enabled.ts';
import type { AppState } from '../../store/app-state.ts';
import { canRedoMark, canUndoMark, redoMark, undoMark } from '../../store/mask-reducer.ts';
import { stepThroughHistory } from '../../store/show-history.ts';

export const HISTORY_ACTIONS = {
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
} as const satisfies FeatureActions;

function isEdited({ prompts }: AppState): boolean {
  return prompts.source !== prompts.target;
}
