import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Hears the wheel over an element. A listener that returns true keeps the page from scrolling. */
export function useWheel(target: RefObject<HTMLElement | null>, listener: (event: WheelEvent) => boolean): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (listener(event)) event.preventDefault();
  });
  useEffect(() => {
    const element = target.current;
    // React listens to wheels passively: it could not keep the page from scrolling.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [target]);
}
