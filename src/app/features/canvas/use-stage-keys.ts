import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { listenToWindow } from '../../browser/listen-to-window.ts';
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

  useEffect(
    // The key may be let go elsewhere: then the window has lost the focus.
    () =>
      listenToWindow({
        keydown: (event) => onKeyDown(event),
        keyup: (event) => release(event),
        blur: (event) => release(event),
      }),
    [],
  );
  return isSpaceHeld;
}

/** A choice that was just made: Space has nothing to do there. */
function isRadio(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.type === 'radio' && element.checked;
}
