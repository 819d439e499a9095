import type { AppStore } from '../store/app-store.ts';

/**
 * Opens a pack once more that could not be read while its page was away: a page in the back-forward cache is cut off from the network, and
 * what it was reading ends too early.
 */
export function reopenWhenRestored(store: AppStore, openModel: () => void, page: EventTarget = window): void {
  page.addEventListener('pageshow', (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    const { status } = store.getState().pack;
    if (status === 'failed') openModel();
    if (status !== 'opening') return;
    const unsubscribe = store.subscribe(({ pack }) => {
      if (pack.status === 'opening') return;
      unsubscribe();
      if (pack.status === 'failed') openModel();
    });
  });
}
