import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';

/** Gives the focus back to what had it before something opened, where what is closed took the focus out of sight. */
export function useReturnedFocus(element: RefObject<HTMLElement | null>, isOpen: boolean): void {
  const opener = useRef<Element | null>(null);

  const returnFocus = useEffectEvent((): void => {
    const { activeElement } = document;
    const isLost = element.current?.contains(activeElement) === true || activeElement === document.body;
    if (isLost && opener.current instanceof HTMLElement) opener.current.focus();
  });

  useEffect(() => {
    if (!isOpen) return undefined;
    opener.current = document.activeElement;
    return () => returnFocus();
  }, [isOpen]);
}
