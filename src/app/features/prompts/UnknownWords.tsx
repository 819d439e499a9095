import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import { describePhoto, replaceWord, retarget } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import styles from './UnknownWords.module.css';
import { useUnknownWords } from './use-unknown-words.ts';

export interface UnknownWordsProps {
  readonly sentence: 'source' | 'target';
}

/** Says which words of a sentence the pack was never shown, and offers the nearest it was. */
export function UnknownWords({ sentence }: UnknownWordsProps): ReactNode {
  const { store } = useApp();
  const unknown = useUnknownWords(sentence);
  const packName = useAppState((state) => state.pack.opened?.manifest.name ?? '');
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
