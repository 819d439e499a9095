import type { ReactNode } from 'react';
import { interpretCommand } from '../../../words/interpret-command.ts';
import { isCommand } from '../../../words/is-command.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { retarget } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { promptsTexts } from './texts.ts';
import { TYPING_PAUSE_MS, useDebounced } from './use-debounced.ts';

/** Says how an edit is asked for where somebody gives an order, and offers the words for it: models read a caption. */
export function CommandHint(): ReactNode {
  const { store } = useApp();
  const source = useAppState((state) => state.prompts.source);
  const target = useAppState((state) => state.prompts.target);
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary);
  const settled = useDebounced(target, TYPING_PAUSE_MS);
  // What the photo shows may begin like an order.
  if (!isCommand(settled) || !isCommand(target) || isCommand(source)) return null;
  const meant = vocabulary === undefined ? null : interpretCommand(source, target, vocabulary);
  return (
    <Notice
      tone="warning"
      isAlert
      action={
        <Button
          variant="link"
          label={meant === null ? promptsTexts.targetRestore : promptsTexts.use(meant)}
          onPress={() => store.setState(({ prompts }) => ({ prompts: retarget(prompts, meant ?? source) }))}
        />
      }
    >
      {promptsTexts.command}
    </Notice>
  );
}
