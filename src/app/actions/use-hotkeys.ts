import { useEffect } from 'react';
import { useApp, type AppContext } from '../app-context.ts';
import { ACTION_IDS, getAction } from './actions.ts';
import { matchesShortcut } from './shortcut.ts';

/** Listens for the keys of the action table, and for `O` held down. */
export function useHotkeys(): void {
  const context = useApp();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => handleKeyDown(context, event);
    const release = (): void => {
      context.store.setState(({ view }) =>
        view.isHoldingOriginal ? { view: { ...view, isHoldingOriginal: false } } : {},
      );
    };
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'o') release();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    // A key that is let go in another window is never heard here.
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', release);
    };
  }, [context]);
}

function handleKeyDown(context: AppContext, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const state = context.store.getState();
  const isTyping = isTextField(event.target);
  const hold = getAction('hold-original');
  if (!isTyping && hold.isEnabled(state) && matchesShortcut('O', event)) {
    if (!event.repeat) hold.perform(context);
    return;
  }
  const id = ACTION_IDS.find((candidate) => {
    const { shortcut, handledBy, worksInFields } = getAction(candidate);
    return (
      handledBy === 'hotkeys' && shortcut !== null && (worksInFields || !isTyping) && matchesShortcut(shortcut, event)
    );
  });
  if (id === undefined || !getAction(id).isEnabled(state)) return;
  // Text that is selected is what Ctrl+C means. Asked here and not by `isEnabled`: the answer costs a layout of the page.
  if (id === 'copy-image' && getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  getAction(id).perform(context);
}

/** True where keys type text. A range or a check box types none. */
export function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['range', 'checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement);
}
