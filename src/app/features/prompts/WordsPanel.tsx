import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Explanation } from '../explain/Explanation.tsx';
import { ProgressLine } from '../run/ProgressLine.tsx';
import { EditSuggestions } from './EditSuggestions.tsx';
import { SourceField } from './SourceField.tsx';
import { TargetField } from './TargetField.tsx';
import { UnknownWords } from './UnknownWords.tsx';
import { VocabularyButton } from './VocabularyButton.tsx';
import styles from './WordsPanel.module.css';

/** The two sentences and what comes of them. */
export function WordsPanel(): ReactNode {
  const source = useAppState((state) => state.prompts.source);
  const target = useAppState((state) => state.prompts.target);
  const isTargetEmpty = target.trim() === '' && source.trim() !== '';
  return (
    <section className={styles['panel']} aria-label={texts.prompts.region}>
      <div className={styles['column']}>
        <SourceField />
        <UnknownWords sentence="source" />
        <div className={styles['label']}>
          <span aria-hidden="true">{texts.prompts.target}</span>
          <VocabularyButton />
        </div>
        <TargetField />
        {isTargetEmpty ? (
          <p className={styles['hint']} role="alert">
            {texts.prompts.targetEmpty}
          </p>
        ) : null}
        <UnknownWords sentence="target" />
        <div className={styles['below']}>
          <ProgressLine />
          <Explanation />
          <EditSuggestions />
        </div>
      </div>
    </section>
  );
}
