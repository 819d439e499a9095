import type { LifeNotice } from '../src/protocol/life-notice.ts';

/**
 * Has the page see the end of this thread: one that the browser ends, for its memory or by its task manager, says nothing, but its lock is
 * free then. The page calls no thread that has not announced its life.
 */
export function announceLife(): void {
  // Only pages that came over an encrypted line, or from this computer, have locks.
  if (!('locks' in navigator)) {
    announce(null);
    return;
  }
  const lifeLock = crypto.randomUUID();
  const hold = (): Promise<void> => {
    announce(lifeLock);
    return new Promise(() => undefined);
  };
  navigator.locks.request(lifeLock, hold).catch(() => announce(null));
}

function announce(lifeLock: string | null): void {
  self.postMessage({ lifeLock } satisfies LifeNotice);
}
