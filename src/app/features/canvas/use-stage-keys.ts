import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { useApp } from '../../app-context.ts';
import { panBy } from '../../store/camera.ts';
import { ARROWS } from './tools/tool.ts';

/** Parts of the view that an arrow key moves by. */
const STEP = 0.1;
const LARGE_STEP = 0.5;

/** Arrows move what is seen of the photo. Returns whether Space is held, with which any tool becomes a hand. */
export function useStageKeys(stage: RefObject<HTMLElement | null>): boolean {
  const { store } = useApp();
  const [isSpaceHeld, setSpaceHeld] = useState(false);

  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = document.activeElement;
    const isFree = focused === document.body || focused === stage.current;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined && isFree) {
      const step = event.shiftKey ? LARGE_STEP : STEP;
      store.setState(({ view }) => ({
        view: { ...view, camera: panBy(view.camera, -step * arrow[0], -step * arrow[1]) },
      }));
      event.preventDefault();
    } else if (event.key === ' ' && (isFree || isRadio(focused))) {
      setSpaceHeld(true);
      event.preventDefault();
    }
  });
  const release = useEffectEvent((event: KeyboardEvent | FocusEvent): void => {
    if (!(event instanceof KeyboardEvent) || event.key === ' ') setSpaceHeld(false);
  });

  useEffect(() => {
    const down = (event: KeyboardEvent): void => onKeyDown(event);
    const up = (event: KeyboardEvent | FocusEvent): void => release(event);
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    // The key may be let go elsewhere.
    window.addEventListener('blur', up);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', up);
    };
  }, []);
  return isSpaceHeld;
}

/** A choice that was just made: Space has nothing to do there. */
function isRadio(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.type === 'radio' && element.checked;
}
