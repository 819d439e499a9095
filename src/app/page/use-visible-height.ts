import { useEffect } from 'react';

/** Keeps `--visible-height` at what a keyboard on the screen leaves of the page, where the browser does not shrink the page for it. */
export function useVisibleHeight(): void {
  useEffect(() => {
    const { visualViewport: visible } = window;
    if (visible === null) return undefined;
    const root = document.documentElement;
    const update = (): void => {
      // A page that is magnified is seen in part, and keeps its size.
      const isCovered = visible.scale === 1 && visible.height < innerHeight - 1;
      if (isCovered) root.style.setProperty('--visible-height', `${visible.height}px`);
      else root.style.removeProperty('--visible-height');
    };
    visible.addEventListener('resize', update);
    return () => {
      visible.removeEventListener('resize', update);
      root.style.removeProperty('--visible-height');
    };
  }, []);
}
