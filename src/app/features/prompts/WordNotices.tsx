import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { Notice } from '../../ui/Notice.tsx';
import { CommandHint } from './CommandHint.tsx';
import { promptsTexts } from './texts.ts';
import { UnknownWords } from './UnknownWords.tsx';
import { UnreadWords } from './UnreadWords.tsx';

/** What is to be said of the two sentences. */
export function WordNotices(): ReactNode {
  const isTargetEmpty = useAppState(({ prompts }) => prompts.target.trim() === '' && prompts.source.trim() !== '');
  return (
    <>
      <UnreadWords sentence="source" />
      <UnknownWords sentence="source" />
      {isTargetEmpty ? (
        <Notice tone="hint" isAlert>
          <span>{promptsTexts.targetEmpty}</span>
        </Notice>
      ) : null}
      <CommandHint />
      <UnreadWords sentence="target" />
      <UnknownWords sentence="target" />
    </>
  );
}
