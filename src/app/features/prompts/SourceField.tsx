import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { promptsTexts } from './texts.ts';
import { endOfWords } from '../../../words/normalise-word.ts';
import { countRead } from '../../store/read-limit.ts';
import { describePhoto } from '../../store/prompts-reducer.ts';
import { createComposition } from './composition.ts';
import styles from './SourceField.module.css';

/** What the photo shows, in a sentence; the field takes the focus when a photo comes without words. */
export function SourceField(): ReactNode {
  const { store } = useApp();
  const source = useAppState((state) => state.prompts.source);
  const read = useAppState((state) => countRead(state, 'source'));
  const readEnd = useMemo(() => endOfWords(source, read), [source, read]);
  const photoId = useAppState((state) => state.photo?.id);
  /** What an input method shows and does not mean yet; null while there is none. */
  const [composed, setComposed] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (photoId !== undefined && store.getState().prompts.source === '') field.current?.focus();
  }, [store, photoId]);

  const write = useCallback(
    (text: string): void =>
      store.setState(({ prompts }) => ({ prompts: describePhoto(prompts, text.replaceAll('\n', ' ')) })),
    [store],
  );
  const composition = useMemo(() => createComposition(write), [write]);
  useEffect(() => () => composition.drop(), [composition]);

  return (
    <div className={styles['source']}>
      <label className={styles['label']} htmlFor="source-field">
        {texts.sentences.source}
      </label>
      <div className={styles['box']}>
        <textarea
          ref={field}
          id="source-field"
          className={styles['field']}
          rows={1}
          value={composed ?? source}
          placeholder={promptsTexts.sourcePlaceholder}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => {
            if (composition.isOpen()) setComposed(value);
            composition.change(value);
          }}
          onCompositionStart={() => composition.begin()}
          onCompositionEnd={({ currentTarget: { value } }) => {
            setComposed(null);
            composition.end(value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            document.getElementById('target-field')?.focus();
          }}
        />
        {readEnd < source.length ? (
          <div className={styles['marks']} aria-hidden="true">
            {source.slice(0, readEnd)}
            <span data-unread="">{source.slice(readEnd)}</span>
          </div>
        ) : null}
      </div>
    </div>
  );
}
