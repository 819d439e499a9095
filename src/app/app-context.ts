import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { EngineClient } from './engine-client/engine-client.ts';
import type { PreviewBus } from './features/canvas/preview-bus.ts';
import type { HistoryKeeper } from './features/history/keep-history.ts';
import type { PackControls } from './features/packs/pack-controls.ts';
import type { LiveRuns } from './features/run/live-runs.ts';
import type { Describer } from '../protocol/describe.ts';
import type { PhotoWork } from '../protocol/photo-work.ts';
import type { AppState } from './store/app-state.ts';
import type { AppStore } from './store/app-store.ts';

/** What views and actions share. Made once, in main. */
export interface AppContext {
  readonly store: AppStore;
  readonly live: LiveRuns;
  /** For edits beside the one on screen. */
  readonly engine: Pick<EngineClient, 'edit' | 'cancel'>;
  readonly previews: PreviewBus;
  /** Decodes, blends and encodes photos, in a thread of its own. */
  readonly photos: PhotoWork;
  readonly packs: PackControls;
  readonly describer: Describer;
  /** Loads the model pack that is chosen; does nothing while it is loading or loaded. */
  readonly openPack: () => void;
  readonly keeper: HistoryKeeper;
  /** Lets the user choose a file; null where they chose none. */
  readonly chooseFile: () => Promise<File | null>;
}

export const AppContextHolder = createContext<AppContext | null>(null);

export function useApp(): AppContext {
  const context = useContext(AppContextHolder);
  if (context === null) throw new Error('useApp outside of the app');
  return context;
}

/** A part of the state; the view is drawn again when that part changes. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}
