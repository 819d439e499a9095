import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { promptsTexts } from './texts.ts';
import { CommandHint } from './CommandHint.tsx';
import { EditSuggestions } from './EditSuggestions.tsx';
import { SourceField } from './SourceField.tsx';
import { TargetField } from './TargetField.tsx';
import { UnknownWords } from './UnknownWords.tsx';
import { UnreadWords } from './UnreadWords.tsx';
import { VocabularyButton } from './VocabularyButton.tsx';
import styles from './WordsPanel.module.css';

export interface WordsPanelProps {
  /** Offers words for a photo that has none. */
  readonly describe: ReactNode;
  /** How far the run is, and what to say of its result. */
  readonly progress: ReactNode;
}

/** The two sentences and what comes of them. */
export function WordsPanel({ describe, progress }: WordsPanelProps): ReactNode {
  const source = useAppState((state) => state.prompts.source);
  const target = useAppState((state) => state.prompts.target);
  const isTargetEmpty = target.trim() === '' && source.trim() !== '';
  return (
    <section className={styles['panel']} aria-label={promptsTexts.region}>
      <div className={styles['column']}>
        <SourceField describe={describe} />
        <UnreadWords sentence="source" />
        <UnknownWords sentence="source" />
        <div className={styles['label']}>
          <span aria-hidden="true">{texts.sentences.target}</span>
          <VocabularyButton />
        </div>
        <TargetField />
        {isTargetEmpty ? (
          <p className={styles['hint']} role="alert">
            {promptsTexts.targetEmpty}
          </p>
        ) : null}
        <CommandHint />
        <UnreadWords sentence="target" />
        <UnknownWords sentence="target" />
        <div className={styles['below']}>
          {progress}
          <EditSuggestions />
        </div>
      </div>
    </section>
  );
}
