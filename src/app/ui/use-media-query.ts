import { useCallback, useSyncExternalStore } from 'react';

/** The page's narrow layout: what is in its styles as well. */
export const PHONE = '(max-width: 720px)';

/** Whether a media query holds. */
export function useMediaQuery(query: string): boolean {
  const listen = useCallback(
    (onChange: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(listen, () => matchMedia(query).matches);
}
