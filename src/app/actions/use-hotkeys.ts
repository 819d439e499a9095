import { useEffect } from 'react';
import { useApp, type AppContext } from '../app-context.ts';
import { listenToWindow } from '../browser/listen-to-window.ts';
import { isTextField } from '../browser/is-text-field.ts';
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
    // A key that is let go in another window is never heard here.
    return listenToWindow({ keydown: onKeyDown, keyup: onKeyUp, blur: release });
  }, [context]);
}

function handleKeyDown(context: AppContext, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const state = context.store.getState();
  const isTyping = isTextField(event.target);
  const hold = context.actions['hold-original'];
  if (!isTyping && hold.isEnabled(state) && matchesShortcut('O', event)) {
    if (!event.repeat) hold.perform(context);
    return;
  }
  const action = Object.values(context.actions).find(
    ({ shortcut, handledBy, worksInFields }) =>
      handledBy === 'hotkeys' && shortcut !== null && (worksInFields || !isTyping) && matchesShortcut(shortcut, event),
  );
  if (action === undefined || !action.isEnabled(state)) return;
  // Text that is selected is what Ctrl+C means. Asked here and not by `isEnabled`: the answer costs a layout of the page.
  if (action === context.actions['copy-image'] && getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  action.perform(context);
}
