import { useSyncExternalStore } from 'react';

/** Pixels of the device per CSS pixel. It changes with the browser's zoom and from screen to screen. */
export function useDeviceScale(): number {
  return useSyncExternalStore(listen, () => devicePixelRatio);
}

function listen(onChange: () => void): () => void {
  let query: MediaQueryList | null = null;
  // A query is about one scale: after each change there is another to listen to.
  const follow = (): void => {
    query?.removeEventListener('change', onOther);
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener('change', onOther);
  };
  const onOther = (): void => {
    follow();
    onChange();
  };
  follow();
  return () => query?.removeEventListener('change', onOther);
}
