import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { Notice } from '../../ui/Notice.tsx';
import { isOrdered } from '../../store/is-ordered.ts';
import { CommandHint } from './CommandHint.tsx';
import { promptsTexts } from './texts.ts';
import { UnknownWords } from './UnknownWords.tsx';
import { UnreadWords } from './UnreadWords.tsx';

/** What is to be said of the two sentences. */
export function WordNotices(): ReactNode {
  const isTargetEmpty = useAppState(({ prompts }) => prompts.target.trim() === '' && prompts.source.trim() !== '');
  const isOrder = useAppState(isOrdered);
  return (
    <>
      <UnreadWords sentence="source" />
      <UnknownWords sentence="source" />
      {isTargetEmpty ? (
        <Notice tone="hint" isAlert>
          {promptsTexts.targetEmpty}
        </Notice>
      ) : null}
      <CommandHint />
      <UnreadWords sentence="target" />
      {/* Of an order there is more to say than that its words are no caption. */}
      {isOrder ? null : <UnknownWords sentence="target" />}
    </>
  );
}
