import { useCallback, useState, type ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './VocabularyButton.module.css';

const KINDS = ['objects', 'colours', 'surfaces', 'times'] as const;

/** The words the pack was trained on, by kind. */
export function VocabularyButton(): ReactNode {
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary);
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  if (vocabulary === undefined || vocabulary.words.length === 0) return null;
  return (
    <div className={styles['holder']}>
      <Button look="link" label={en.prompts.wordsItKnows} onPress={() => setOpen(!isOpen)} />
      {isOpen ? (
        <Popover label={en.prompts.wordsItKnows} placement="above" onClose={close}>
          <dl className={styles['list']}>
            {KINDS.map((kind) => (
              <div key={kind}>
                <dt>{en.prompts.vocabulary[kind]}</dt>
                <dd>{vocabulary[kind].join(', ')}</dd>
              </div>
            ))}
          </dl>
        </Popover>
      ) : null}
    </div>
  );
}
