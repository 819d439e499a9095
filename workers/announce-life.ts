import type { LifeNotice } from '../src/protocol/life-notice.ts';

/**
 * Has the page see the end of this thread: one that the browser ends, for its memory or by its task manager, says nothing, but its lock is
 * free then.
 */
export function announceLife(): void {
  // Only pages that came over an encrypted line, or from this computer, have locks.
  if (!('locks' in navigator)) return;
  const notice: LifeNotice = { lifeLock: crypto.randomUUID() };
  const hold = (): Promise<void> => {
    self.postMessage(notice);
    return new Promise(() => undefined);
  };
  navigator.locks.request(notice.lifeLock, hold).catch(() => undefined);
}
