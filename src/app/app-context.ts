import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PixelImage } from '../protocol/edit-request.ts';
import type { Describer } from '../protocol/describe.ts';
import type { PackOffer, PackSpec, Result } from '../protocol/pack-store.ts';
import type { RepositoryAddress } from '../protocol/parse-repository.ts';
import type { PhotoWork } from '../protocol/photo-work.ts';
import type { PickedFolder } from './browser/pick-folder.ts';
import type { EngineClient } from './clients/engine-client/engine-client.ts';
import type { Texts } from './i18n/text-types.ts';
import type { AppState } from './store/app-state.ts';
import type { AppStore } from './store/app-store.ts';
import type { PackChoice, PackFolder } from './store/packs-state.ts';

/** What views and actions share. Made once, in main. */
export interface AppContext {
  readonly store: AppStore;
  readonly live: LiveRuns;
  /** For edits beside the one on screen. */
  readonly engine: Pick<EngineClient, 'edit' | 'locate' | 'liken' | 'mix' | 'cancel'>;
  readonly previews: PreviewBus;
  /** Decodes, blends and encodes photos, in a thread of its own. */
  readonly photos: PhotoWork;
  readonly packs: PackControls;
  readonly describer: Describer;
  /** Loads the model that is chosen; does nothing while it is loading or loaded. */
  readonly openModel: () => void;
  readonly history: HistorySaver;
  /** Lets the user choose a file; null where they chose none. */
  readonly chooseFile: () => Promise<File | null>;
  readonly actions: Actions;
}

/** Keeps the picture in step with what is asked for. */
export interface LiveRuns {
  /** Stops the run in progress; the last good picture stays. */
  stop(): void;
  /** Runs what is asked for even if it was stopped or failed. */
  retry(): void;
  dispose(): void;
}

/** Carries previews from the engine straight to the canvas, past React. */
export interface PreviewBus {
  publish(image: PixelImage): void;
  /** Returns a function that unsubscribes. */
  subscribe(listener: (image: PixelImage) => void): () => void;
}

export interface HistorySaver {
  /** Brings back what was on screen when the page was closed: photo, words, settings, result. No model runs for it. */
  continueVisit(): void;
}

/** What can be done with packs. */
export interface PackControls {
  openDialog(): void;
  closeDialog(): void;
  /** Asks the store what it has. */
  refresh(): Promise<void>;
  /** Makes edits with another pack; the photo, the words and the history stay. */
  choose(choice: PackChoice): void;
  inspect(address: RepositoryAddress): Promise<Result<PackOffer>>;
  /** Fetches a pack, or what is left of it. */
  fetch(spec: PackSpec): Promise<void>;
  /** Fetches what is left of a pack that is known here. */
  continue(id: string, name: string): Promise<void>;
  /** Says no more of a pack of which nothing has arrived. */
  dismiss(id: string): void;
  /** What has arrived stays. */
  pause(id: string): void;
  verify(id: string): Promise<void>;
  /** Stops whatever is done to a pack and deletes it. */
  remove(id: string, name: string): Promise<void>;
  addFolder(picked: PickedFolder): Promise<void>;
  /** Copies a folder into the browser's storage and goes on with the copy. */
  copyFolder(folder: PackFolder): Promise<void>;
  removeFolder(folder: PackFolder): Promise<void>;
}

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

export type ActionId = Exclude<keyof Texts['actions'], 'close'>;

/** Everything the user can do, in the order of the help; each feature brings its own. */
export type Actions = Readonly<Record<ActionId, Action>>;

export const AppReactContext = createContext<AppContext | null>(null);

export function useApp(): AppContext {
  const context = useContext(AppReactContext);
  if (context === null) throw new Error('useApp outside of the app');
  return context;
}

/** A part of the state; the view is drawn again when that part changes. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}
