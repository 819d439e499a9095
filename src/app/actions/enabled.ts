/** When actions make sense, and what a feature says of its own. */
import type { Action, ActionId } from '../app-context.ts';
import type { AppState } from '../store/app-state.ts';

/** The actions of one feature; the page puts them together. */
export type FeatureActions = Readonly<Partial<Record<ActionId, Action>>>;

export const always = (): boolean => true;
export const hasPhoto = ({ photo, view }: AppState): boolean => photo !== null && view.screen === 'edit';
export const hasResult = (state: AppState): boolean => hasPhoto(state) && state.run.result !== null;
