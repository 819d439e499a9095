import { findExplanation } from '../features/explain/find-explanation.ts';
import type { AppState } from '../store/app-state.ts';
import { hasIgnoredWords } from '../store/ignored-words.ts';
import { isOrdered } from '../store/is-ordered.ts';

/** Whether there is something to say of the picture on screen, so that nothing calls it well done. */
export function isDoubtful(state: AppState): boolean {
  return isOrdered(state) || hasIgnoredWords(state) || findExplanation(state) !== null;
}
