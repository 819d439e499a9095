import { useEffect, type ReactNode } from 'react';
import type { WordMaps } from '../../../protocol/engine.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { CAPTION_ID } from '../../picture/caption-id.ts';
import type { ChosenWord } from '../../picture/choose-word.ts';
import { countReadable } from '../../store/read-limit.ts';
import styles from './WordPicker.module.css';

const SENTENCES: readonly WordPlace['sentence'][] = ['source', 'target'];

export interface WordPickerProps {
  readonly maps: WordMaps;
  readonly chosen: ChosenWord | null;
}

/** Both sentences as they were painted, word by word: pointing at a word shows where it acts. */
export function WordPicker({ maps, chosen }: WordPickerProps): ReactNode {
  const { store } = useApp();
  const readable = useAppState(countReadable);
  const choose = (word: WordPlace): void => store.setState(({ view }) => ({ view: { ...view, word } }));
  // Other views show a map only while a word is pointed at.
  useEffect(() => () => store.setState(({ view }) => ({ view: { ...view, word: null } })), [store]);
  return (
    <div className={styles['sentences']}>
      {SENTENCES.map((sentence) => (
        <div key={sentence} role="group" aria-label={texts.sentences[sentence]} className={styles['sentence']}>
          <span aria-hidden="true" className={styles['label']}>
            {texts.sentences[sentence]}
          </span>
          {maps[sentence].slice(0, readable).map(({ word }, index) => {
            const place: WordPlace = { sentence, index, word };
            return (
              <button
                key={`${index} ${word}`}
                type="button"
                className={styles['word']}
                aria-pressed={chosen?.sentence === sentence && chosen.index === index}
                aria-describedby={CAPTION_ID}
                onPointerEnter={() => choose(place)}
                onFocus={() => choose(place)}
                onClick={() => choose(place)}
              >
                {word}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
