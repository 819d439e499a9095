import { useCallback, useState, type ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './VocabularyButton.module.css';

const KINDS = ['objects', 'colours', 'materials', 'surfaces', 'times', 'styles'] as const;

/** The words the pack was trained on, by kind. */
export function VocabularyButton(): ReactNode {
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary);
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  if (vocabulary === undefined || vocabulary.words.length === 0) return null;
  return (
    <div className={styles['holder']}>
      <Button variant="link" label={promptsTexts.wordsItKnows} onPress={() => setOpen(!isOpen)} />
      {isOpen ? (
        <Popover label={promptsTexts.wordsItKnows} placement="above" onClose={close}>
          <dl className={styles['list']}>
            {KINDS.filter((kind) => vocabulary[kind].length > 0).map((kind) => (
              <div key={kind}>
                <dt>{promptsTexts.vocabulary[kind]}</dt>
                <dd>{vocabulary[kind].join(', ')}</dd>
              </div>
            ))}
          </dl>
        </Popover>
      ) : null}
    </div>
  );
}
