import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { completeWord } from '../../../words/place-word.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { promptsTexts } from './texts.ts';
import type { AppState } from '../../store/app-state.ts';
import { emphasise, retarget } from '../../store/prompts-reducer.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { readCaret, rememberCaret, writeCaret } from './caret.ts';
import { countRead } from '../../store/read-limit.ts';
import { createComposition } from './composition.ts';
import { markSentence } from './mark-sentence.ts';
import { renderSentence } from './render-sentence.ts';
import styles from './TargetField.module.css';
import { withoutSteps } from '../../store/undo-steps.ts';
import { useUnknownMarks } from './use-unknown-marks.ts';
import { useUnknownWords } from './use-unknown-words.ts';
import { createTextUndo } from './text-undo.ts';
import { WordChips } from './WordChips.tsx';

const EMPHASIS_STEP = 0.1;
const MAX_EMPHASIS = 2;

/** The sentence edited in place: what went is struck through, what came is a chip. */
export function TargetField(): ReactNode {
  const context = useApp();
  const { store, live } = context;
  const prompts = useAppState((state) => state.prompts);
  const photoId = useAppState((state) => state.photo?.id);
  const { source, target, emphasis } = prompts;
  const root = useRef<HTMLDivElement>(null);
  const undo = useMemo(() => createTextUndo(), []);
  const write = useCallback(
    (text: string): void => store.setState((state) => ({ prompts: retarget(state.prompts, text) })),
    [store],
  );
  const composition = useMemo(() => createComposition(write), [write]);
  useEffect(() => () => composition.drop(), [composition]);
  const sourceRead = useAppState((state) => countRead(state, 'source'));
  const targetRead = useAppState((state) => countRead(state, 'target'));
  const read = useMemo(() => ({ source: sourceRead, target: targetRead }), [sourceRead, targetRead]);
  const marks = useMemo(() => markSentence({ source, target, emphasis }, read), [source, target, emphasis, read]);
  const { diff } = marks;

  useLayoutEffect(() => {
    const element = root.current;
    if (element === null || composition.isOpen()) return;
    const caret = document.activeElement === element ? readCaret(element) : null;
    const isRewritten = renderSentence(element, marks);
    if (caret !== null && isRewritten) writeCaret(element, caret);
  }, [marks, composition]);

  useUnknownMarks(root, target, useUnknownWords('target'));

  const rewrite = (kind: 'undo' | 'redo'): void => {
    const element = root.current;
    if (element === null) return;
    const current = { text: target, caret: readCaret(element) ?? { anchor: target.length, focus: target.length } };
    const next = undo[kind](current);
    if (next === null) {
      // Before what was typed here since the field was entered lies what was done elsewhere.
      if (context.actions[kind].isEnabled(store.getState())) context.actions[kind].perform(context);
      return;
    }
    renderSentence(element, markSentence({ source, target: next.text, emphasis }, read));
    writeCaret(element, next.caret);
    if (kind === 'redo') write(next.text);
    else store.setState((state) => takeBack(state, next.text));
  };

  /** Ends the word that is being typed as the pack knows it; false where it knows none. */
  const completeAtCaret = (): boolean => {
    const element = root.current;
    const caret = element === null ? null : readCaret(element);
    const words = store.getState().pack.opened?.manifest.vocabulary.words ?? [];
    if (element === null || caret === null || caret.anchor !== caret.focus) return false;
    const [beginning = ''] = /[\p{L}\p{N}'-]+$/u.exec(target.slice(0, caret.focus)) ?? [];
    const word = /^[\p{L}\p{N}]/u.test(target.slice(caret.focus)) ? null : completeWord(beginning, words);
    if (word === null) return false;
    const start = caret.focus - beginning.length;
    undo.note({ text: target, caret }, performance.now());
    const text = `${target.slice(0, start)}${word}${target.slice(caret.focus)}`;
    renderSentence(element, markSentence({ source, target: text, emphasis }, read));
    writeCaret(element, { anchor: start + word.length, focus: start + word.length });
    write(text);
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // The key is meant for the input method.
    if (event.nativeEvent.isComposing) return;
    const hasMod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter') {
      event.preventDefault();
      store.setState(commitCurrentEdit);
      if (['stopped', 'failed'].includes(store.getState().run.status)) live.retry();
    }
    if (event.key === 'Tab' && !event.shiftKey && completeAtCaret()) event.preventDefault();
    if (hasMod && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      rewrite(event.shiftKey ? 'redo' : 'undo');
    }
    if (hasMod && event.key.toLowerCase() === 'y') {
      event.preventDefault();
      rewrite('redo');
    }
    if (hasMod && (event.key === 'ArrowUp' || event.key === 'ArrowDown') && root.current !== null) {
      const caret = readCaret(root.current);
      const word = diff.words.find(
        ({ word, start }) => caret !== null && start <= caret.focus && caret.focus <= start + word.length,
      );
      if (word === undefined) return;
      event.preventDefault();
      const moved = (emphasis[word.index] ?? 1) + (event.key === 'ArrowUp' ? EMPHASIS_STEP : -EMPHASIS_STEP);
      const value = Math.round(Math.min(MAX_EMPHASIS, Math.max(0, moved)) * 100) / 100;
      store.setState((state) => ({ prompts: emphasise(state.prompts, word.index, value) }));
    }
  };

  // Who opens a photo that has its words, or goes on with a result, is here to change them. A finger is left alone: the keyboard would cover the photo.
  useEffect(() => {
    const element = root.current;
    const isFree = document.activeElement === document.body && matchMedia('(pointer: fine)').matches;
    if (element === null || photoId === undefined || !isFree || store.getState().prompts.source === '') return;
    element.focus();
    const end = readText(element).length;
    writeCaret(element, { anchor: end, focus: end });
  }, [store, photoId]);

  // Not through React's synthetic events: it has none for what an edit is about to do.
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const note = (kind: 'keystroke' | 'composition'): void => {
      const text = readText(element);
      const caret = readCaret(element) ?? { anchor: text.length, focus: text.length };
      undo.note({ text, caret }, performance.now(), kind);
    };
    // A composition is taken back as a whole, not by its steps.
    const onBeforeInput = ({ isComposing }: InputEvent): void => {
      if (!isComposing) note('keystroke');
    };
    const onCompositionStart = (): void => note('composition');
    element.addEventListener('beforeinput', onBeforeInput);
    element.addEventListener('compositionstart', onCompositionStart);
    return () => {
      element.removeEventListener('beforeinput', onBeforeInput);
      element.removeEventListener('compositionstart', onCompositionStart);
    };
  }, [undo]);

  return (
    <div className={styles['field']}>
      <div
        ref={root}
        id="target-field"
        className={styles['sentence']}
        role="textbox"
        tabIndex={0}
        aria-label={texts.sentences.target}
        aria-multiline="false"
        contentEditable="plaintext-only"
        suppressContentEditableWarning
        spellCheck={false}
        autoCapitalize="off"
        data-placeholder={promptsTexts.targetPlaceholder}
        data-empty={target === ''}
        // Its own undo lasts until it is left; what was typed is a step of the page as well.
        onBlur={({ currentTarget }) => {
          undo.forget();
          rememberCaret(readCaret(currentTarget));
        }}
        onInput={(event) => composition.change(readText(event.currentTarget))}
        onCompositionStart={() => composition.begin()}
        onCompositionEnd={(event) => {
          const text = readText(event.currentTarget);
          const caret = readCaret(event.currentTarget);
          // The composed text may be in the state already; the marks have to be drawn all the same.
          renderSentence(event.currentTarget, markSentence({ source, target: text, emphasis }, read));
          if (caret !== null) writeCaret(event.currentTarget, caret);
          composition.end(text);
        }}
        onKeyDown={onKeyDown}
      />
      <WordChips root={root} diff={diff} />
    </div>
  );
}

/** The bare sentence; an editable element may hold line breaks and hard spaces that nobody meant. */
function readText(element: HTMLElement): string {
  return (element.textContent ?? '').replaceAll(/[\n\r\u00a0]/g, ' ');
}

function takeBack(state: AppState, text: string): Partial<AppState> {
  const prompts = retarget(state.prompts, text);
  if (state.photo === null) return { prompts };
  return { prompts, ...withoutSteps(state, { photo: state.photo, prompts, tuning: state.tuning }) };
}
