import { useMemo, type ReactNode } from 'react';
import { endOfWords } from '../../../words/normalise-word.ts';
import { findUnknownWords, listWords } from '../../../words/unknown-words.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import { countReadable } from '../../store/read-limit.ts';
import { describePhoto, replaceWord, retarget } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import styles from './UnknownWords.module.css';
import { TYPING_PAUSE_MS, useDebounced } from './use-debounced.ts';

const NO_WORDS: readonly string[] = [];

export interface UnknownWordsProps {
  readonly sentence: 'source' | 'target';
}

/** Says which words of a sentence the pack was never shown, and offers the nearest it was. */
export function UnknownWords({ sentence }: UnknownWordsProps): ReactNode {
  const { store } = useApp();
  const text = useAppState((state) => state.prompts[sentence]);
  const source = useAppState((state) => state.prompts.source);
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary.words ?? NO_WORDS);
  const packName = useAppState((state) => state.pack.opened?.manifest.name ?? '');
  const readable = useAppState(countReadable);
  const settled = useDebounced(text, TYPING_PAUSE_MS);

  const unknown = useMemo(() => {
    // A word that was typed over meanwhile is not remarked on any more.
    const words = listWords(text);
    const read = settled.slice(0, endOfWords(settled, readable));
    const all = findUnknownWords(read, vocabulary).filter(({ word }) => words.has(word));
    if (sentence === 'source') return all;
    // A word that the source has as well is remarked on there, once.
    const remarked = listWords(source);
    return all.filter(({ word }) => !remarked.has(word));
  }, [settled, vocabulary, text, sentence, source, readable]);

  if (unknown.length === 0) return null;
  const replace = (word: string, replacement: string): void => {
    store.setState(({ prompts }) => {
      const replaced = replaceWord(prompts[sentence], word, replacement);
      return { prompts: sentence === 'source' ? describePhoto(prompts, replaced) : retarget(prompts, replaced) };
    });
  };
  return (
    <Notice tone="warning" isAlert>
      <ul className={styles['list']}>
        {unknown.slice(0, 3).map(({ word, suggestion }) => (
          <li key={word}>
            <span>{promptsTexts.unknown(packName, word)}</span>
            {suggestion === null ? (
              <span>: {promptsTexts.unknownHint}</span>
            ) : (
              <>
                <span> - {promptsTexts.didYouMean} </span>
                <Button
                  variant="link"
                  label={`${suggestion}?`}
                  title={promptsTexts.replaceBy(suggestion)}
                  onPress={() => replace(word, suggestion)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
