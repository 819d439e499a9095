import type { ExternalToast } from 'sonner';
import { texts } from '../../i18n/texts.ts';
import type { AppState } from '../../store/app-state.ts';
import type { AppStore } from '../../store/app-store.ts';
import { undoDeletion } from '../../store/show-history.ts';

/** Long enough to read and to reach. */
const DURATION_MS = 8000;

/** A toast's button that brings back the history, and what was on screen, as they were before a deletion. */
export function offerUndo(store: AppStore, before: AppState): ExternalToast {
  return {
    duration: DURATION_MS,
    action: {
      label: texts.history.undo,
      onClick: () => store.setState((state) => undoDeletion(state, before)),
    },
  };
}
