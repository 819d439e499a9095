import { useCallback, useState, type ReactNode } from 'react';
import { placeWord, WORD_KINDS, type WordKind } from '../../../words/place-word.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { retarget } from '../../store/prompts-reducer.ts';
import { rememberCaret, rememberedCaret } from './caret.ts';
import { promptsTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './VocabularyButton.module.css';

/** The words the pack was trained on, by kind; one that is pressed takes its place in the sentence. */
export function VocabularyButton(): ReactNode {
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary);
  const { store } = useApp();
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const place = (word: string, kind: WordKind): void => {
    if (vocabulary === undefined) return;
    const { target } = store.getState().prompts;
    const caret = rememberedCaret();
    const selection = caret && { start: Math.min(caret.anchor, caret.focus), end: Math.max(caret.anchor, caret.focus) };
    const placed = placeWord(target, word, kind, selection, vocabulary);
    store.setState(({ prompts }) => ({ prompts: retarget(prompts, placed.text) }));
    // It stays open: one word leads to another.
    rememberCaret({ anchor: placed.caret, focus: placed.caret });
  };
  if (vocabulary === undefined || vocabulary.words.length === 0) return null;
  return (
    <div className={styles['holder']}>
      <Button variant="link" label={promptsTexts.wordsItKnows} onPress={() => setOpen(!isOpen)} />
      {isOpen ? (
        <Popover label={promptsTexts.wordsItKnows} placement="above" onClose={close}>
          <dl className={styles['list']}>
            {WORD_KINDS.filter((kind) => vocabulary[kind].length > 0).map((kind) => (
              <div key={kind}>
                <dt>{promptsTexts.vocabulary[kind]}</dt>
                <dd className={styles['words']}>
                  {vocabulary[kind].map((word) => (
                    <button key={word} type="button" className={styles['word']} onClick={() => place(word, kind)}>
                      {word}
                    </button>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </Popover>
      ) : null}
    </div>
  );
}
