import type { AppStore } from '../store/app-store.ts';
import { recordStep } from '../store/undo-steps.ts';

/** Remembers every change of what is asked for, so that it can be taken back. Returns a function that stops it. */
export function startRecordingSteps(store: AppStore, now: () => number): () => void {
  return store.subscribe((state, before) => {
    const steps = recordStep(state, before, now());
    if (steps !== null) store.setState({ steps });
  });
}
