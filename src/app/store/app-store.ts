import { createStore, type StoreApi } from 'zustand/vanilla';
import { INITIAL_STATE, type AppState } from './app-state.ts';

export type AppStore = StoreApi<AppState>;

export function createAppStore(initial: Partial<AppState> = {}): AppStore {
  return createStore<AppState>(() => ({ ...INITIAL_STATE, ...initial }));
}
