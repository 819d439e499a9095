import type { ReactNode } from 'react';
import type { WordMaps } from '../../../protocol/engine.ts';
import { useAppState } from '../../app-context.ts';
import type { ChosenWord } from '../../picture/choose-word.ts';
import { isPainting } from '../../store/mask-reducer.ts';
import { MaskTools } from './mask/MaskTools.tsx';
import styles from './StageCard.module.css';
import { WordPicker } from './WordPicker.tsx';

export interface StageCardProps {
  /** The word whose map lies over the picture, and all that could. */
  readonly word: ChosenWord | null;
  readonly wordMaps: WordMaps | null;
}

/** What belongs to the tool or the view, in a card over the picture: it takes no room from it. */
export function StageCard({ word, wordMaps }: StageCardProps): ReactNode {
  const isMasking = useAppState(isPainting);
  const mode = useAppState(({ view }) => view.mode);
  const picker = mode === 'words' && wordMaps !== null ? <WordPicker maps={wordMaps} chosen={word} /> : null;
  const content = isMasking ? <MaskTools /> : picker;
  return content === null ? null : <div className={styles['card']}>{content}</div>;
}
