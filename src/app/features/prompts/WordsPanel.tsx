import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { isPainting } from '../../store/mask-reducer.ts';
import { promptsTexts } from './texts.ts';
import { EditSuggestions } from './EditSuggestions.tsx';
import { SourceField } from './SourceField.tsx';
import { SourceHints } from './SourceHints.tsx';
import { TargetField } from './TargetField.tsx';
import { VocabularyButton } from './VocabularyButton.tsx';
import styles from './WordsPanel.module.css';

export interface WordsPanelProps {
  /** Offers words for a photo that has none. */
  readonly describe: ReactNode;
  /** Takes a thing of the photo away. */
  readonly remove: ReactNode;
  /** How far the run is. */
  readonly progress: ReactNode;
}

/** The two sentences, one above the other, over the foot of the picture. */
export function WordsPanel({ describe, remove, progress }: WordsPanelProps): ReactNode {
  const isCovered = useAppState(isPainting);
  const isDescribed = useAppState(({ prompts }) => prompts.source !== '');
  return (
    <section className={styles['panel']} aria-label={promptsTexts.region} data-covered={isCovered}>
      <div className={styles['fields']}>
        <SourceField />
        <div className={styles['target']}>
          <span aria-hidden="true" className={styles['label']}>
            {texts.sentences.target}
          </span>
          <TargetField />
        </div>
      </div>
      <div className={styles['below']}>
        {progress}
        {isDescribed ? <EditSuggestions /> : <SourceHints describe={describe} />}
        {remove}
        <VocabularyButton />
      </div>
    </section>
  );
}
