import { useEffect } from 'react';
import { listenToWindow } from '../../browser/listen-to-window.ts';
import { useApp } from '../../app-context.ts';
import { retarget } from '../../store/prompts-reducer.ts';
import { recallPrompt, type Recall } from './recall-prompt.ts';

const TARGET_FIELD_ID = 'target-field';

/** Alt+↑ and Alt+↓ in the sentence that is being edited walk through the sentences of the history, and back to what was being typed. */
export function usePromptRecall(): void {
  const { store } = useApp();
  useEffect(() => {
    let recall: Recall | null = null;
    const onKeyDown = (event: KeyboardEvent): void => {
      const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
      if (!isArrow || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      if (!(event.target instanceof HTMLElement) || event.target.id !== TARGET_FIELD_ID) return;
      event.preventDefault();
      const { history, prompts } = store.getState();
      recall = recallPrompt(recall, history.entries, prompts.target, event.key === 'ArrowUp' ? 1 : -1);
      const { shown } = recall;
      store.setState((state) => ({ prompts: retarget(state.prompts, shown) }));
    };
    return listenToWindow({ keydown: onKeyDown });
  }, [store]);
}
