import type { AppContext } from '../app-context.ts';
import type { AppState } from '../store/app-state.ts';

/** Something the user can do. Its label is `texts.actions` under its id. */
export interface Action {
  /** As in `Mod+Shift+Z`; `Mod` is ⌘ on a Mac and Ctrl elsewhere. Null for an action without a key. */
  readonly shortcut: string | null;
  /** `browser`: the key is shown, but its event comes from the browser (paste) or a view (hold). */
  readonly handledBy: 'hotkeys' | 'browser';
  /** True if the key also works while a sentence is being typed. */
  readonly worksInFields: boolean;
  readonly isEnabled: (state: AppState) => boolean;
  readonly perform: (context: AppContext) => void;
}
