import { useMemo, type ReactNode } from 'react';
import { findUnknownWords } from '../../../words/unknown-words.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import { describePhoto, replaceWord, retarget } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './UnknownWords.module.css';
import { useDebounced } from './use-debounced.ts';

const NO_WORDS: readonly string[] = [];
const TYPING_PAUSE_MS = 600;

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
  const settled = useDebounced(text, TYPING_PAUSE_MS);

  const unknown = useMemo(() => {
    // A word that was typed over meanwhile is not remarked on any more.
    const all = findUnknownWords(settled, vocabulary).filter(({ word }) => replaceWord(text, word, '') !== text);
    // A word that the source has as well is remarked on there, once.
    return sentence === 'source' ? all : all.filter(({ word }) => replaceWord(source, word, '') === source);
  }, [settled, vocabulary, text, sentence, source]);

  if (unknown.length === 0) return null;
  const replace = (word: string, replacement: string): void => {
    store.setState(({ prompts }) => {
      const replaced = replaceWord(prompts[sentence], word, replacement);
      return { prompts: sentence === 'source' ? describePhoto(prompts, replaced) : retarget(prompts, replaced) };
    });
  };
  return (
    <div role="alert">
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
    </div>
  );
}
