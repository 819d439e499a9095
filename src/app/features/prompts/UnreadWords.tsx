import type { ReactNode } from 'react';
import { endOfWords, placeWords } from '../../../words/normalise-word.ts';
import { useAppState } from '../../app-context.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { countRead } from '../../store/read-limit.ts';
import { Notice } from '../../ui/Notice.tsx';
import { promptsTexts } from './texts.ts';

/** Says how far the model reads a sentence that is too long for it; the field marks what is behind. */
export function UnreadWords({ sentence }: Pick<WordPlace, 'sentence'>): ReactNode {
  const text = useAppState((state) => state.prompts[sentence]);
  const read = useAppState((state) => countRead(state, sentence));
  const packName = useAppState((state) => state.pack.opened?.manifest.name ?? null);
  if (packName === null || endOfWords(text, read) === text.length) return null;
  return (
    <Notice tone="warning" isAlert>
      {promptsTexts.unread(packName, placeWords(text, read).at(-1)?.word ?? '')}
    </Notice>
  );
}
