import { useMemo, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import { countReadable } from '../../store/read-limit.ts';
import { retarget } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './EditSuggestions.module.css';
import { endOfWords } from '../../../words/normalise-word.ts';
import { suggestEdits } from '../../../words/suggest-edits.ts';

/** Edits worth trying, while the sentence is not edited yet; afterwards the way back. */
export function EditSuggestions(): ReactNode {
  const { store } = useApp();
  const source = useAppState((state) => state.prompts.source);
  const target = useAppState((state) => state.prompts.target);
  const vocabulary = useAppState((state) => state.pack.opened?.manifest.vocabulary);
  const readable = useAppState(countReadable);
  const suggestions = useMemo(() => {
    if (vocabulary === undefined) return [];
    const readEnd = endOfWords(source, readable);
    const rest = source.slice(readEnd);
    return suggestEdits(source.slice(0, readEnd), vocabulary).map(({ name, target }) => ({
      name,
      target: `${target}${rest}`,
    }));
  }, [source, vocabulary, readable]);
  const write = (text: string): void => store.setState(({ prompts }) => ({ prompts: retarget(prompts, text) }));
  if (target !== source) {
    return (
      <div className={styles['row']}>
        <Button variant="link" label={promptsTexts.targetRestore} onPress={() => write(source)} />
      </div>
    );
  }
  if (suggestions.length === 0) return <div className={styles['row']} />;
  return (
    <div className={styles['row']}>
      <span className={styles['lead']}>{promptsTexts.tryThese}</span>
      {suggestions.map(({ name, target: suggested }) => (
        <button key={name} type="button" className={styles['suggestion']} onClick={() => write(suggested)}>
          {name}
        </button>
      ))}
    </div>
  );
}
