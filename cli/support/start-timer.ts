import { setTimeout as wait } from 'node:timers/promises';
import type { StartTimer } from '../../src/packs/hub/fetch-transport.ts';

export const startTimer: StartTimer = (seconds) => {
  const ending = new AbortController();
  // Cancelled, it never ends.
  const over = wait(1000 * seconds, undefined, { signal: ending.signal }).catch(
    () => new Promise<void>(() => undefined),
  );
  return { over, cancel: () => ending.abort() };
};
