import type { StoreEvent, StoreListener } from '../../src/protocol/pack-store.ts';

/** Often enough to look alive, rarely enough to cost nothing. */
const INTERVAL_MS = 120;

/** Passes every event on but progress that comes too soon; the first of a phase and the last of all always pass. */
export function createThrottle(onEvent: StoreListener): StoreListener {
  let passedAtMs = -Infinity;
  let phase: string | null = null;
  return (event: StoreEvent) => {
    if (event.type === 'progress') {
      const nowMs = performance.now();
      const isAwaited = event.phase !== phase || event.doneBytes === event.totalBytes;
      if (!isAwaited && nowMs - passedAtMs < INTERVAL_MS) return;
      passedAtMs = nowMs;
      phase = event.phase;
    }
    onEvent(event);
  };
}
