import type { ExternalToast } from 'sonner';
import { texts } from '../../i18n/texts.ts';
import type { AppState } from '../../store/app-state.ts';
import type { AppStore } from '../../store/app-store.ts';
import { recipeOf } from '../../store/recipe.ts';

/** Long enough to read and to reach. */
const DURATION_MS = 8000;

/** The button of a toast that brings back the history, and what was on screen, as they were. */
export function takeBack(store: AppStore, before: AppState): ExternalToast {
  return {
    duration: DURATION_MS,
    action: {
      label: texts.history.undo,
      onClick: () => {
        const { history, photo, run } = before;
        const isShown = history.entries[history.cursor] !== undefined;
        store.setState(
          isShown && run.status !== 'running' ? { ...recipeOf(before), photo, run, history } : { history },
        );
      },
    },
  };
}
