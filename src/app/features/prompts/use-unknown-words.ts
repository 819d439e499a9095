import { useMemo } from 'react';
import { endOfWords } from '../../../words/normalise-word.ts';
import { findUnknownWords, listWords, type UnknownWord } from '../../../words/unknown-words.ts';
import { useAppState } from '../../app-context.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { countReadable } from '../../store/read-limit.ts';
import { TYPING_PAUSE_MS, useDebounced } from './use-debounced.ts';

const NO_WORDS: readonly string[] = [];

/** The words of a sentence that the pack was never shown, once the typing rests. */
export function useUnknownWords(sentence: WordPlace['sentence']): readonly UnknownWord[] {
  const text = useAppState((state) => state.prompts[sentence]);
  const source = useAppState((state) => state.prompts.source);
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary.words ?? NO_WORDS);
  const readable = useAppState(countReadable);
  const settled = useDebounced(text, TYPING_PAUSE_MS);

  return useMemo(() => {
    // A word that was typed over meanwhile is not remarked on any more.
    const words = listWords(text);
    const read = settled.slice(0, endOfWords(settled, readable));
    const all = findUnknownWords(read, vocabulary).filter(({ word }) => words.has(word));
    if (sentence === 'source') return all;
    // A word that the source has as well is remarked on there, once.
    const remarked = listWords(source);
    return all.filter(({ word }) => !remarked.has(word));
  }, [settled, vocabulary, text, sentence, source, readable]);
}
