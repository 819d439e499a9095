import type { ReactNode } from 'react';
import { isCommand } from '../../../words/is-command.ts';
import { useAppState } from '../../app-context.ts';
import { Notice } from '../../ui/Notice.tsx';
import { promptsTexts } from './texts.ts';
import { TYPING_PAUSE_MS, useDebounced } from './use-debounced.ts';

/** Says how an edit is asked for where somebody gives an order: models read a caption. */
export function CommandHint(): ReactNode {
  const source = useAppState((state) => state.prompts.source);
  const target = useAppState((state) => state.prompts.target);
  const settled = useDebounced(target, TYPING_PAUSE_MS);
  // What the photo shows may begin like an order.
  if (!isCommand(settled) || !isCommand(target) || isCommand(source)) return null;
  return (
    <Notice tone="hint" isAlert>
      <span>{promptsTexts.command}</span>
    </Notice>
  );
}
