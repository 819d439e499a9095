import { useCallback, useEffect, useState, type ReactNode, type RefObject } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { CAPTION_ID } from '../../picture/caption-id.ts';
import { writeCaret } from './caret.ts';
import type { WordDiff } from '../../../words/diff-words.ts';
import { EmphasisPopover } from './EmphasisPopover.tsx';
import { CHIP_SELECTOR } from './render-sentence.ts';
import styles from './WordChips.module.css';

export interface WordChipsProps {
  readonly root: RefObject<HTMLElement | null>;
  readonly diff: WordDiff;
}

interface Place {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Buttons that lie exactly on the chips of the sentence: a text field cannot hold buttons, but a page can. */
export function WordChips({ root, diff }: WordChipsProps): ReactNode {
  const emphasis = useAppState((state) => state.prompts.emphasis);
  const { store } = useApp();
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const [openIndex, setOpenIndex] = useState<number | null>(null);
  const point = useCallback(
    (word: WordPlace | null): void => {
      if (word !== store.getState().view.word) store.setState(({ view }) => ({ view: { ...view, word } }));
    },
    [store],
  );
  // A chip that is removed under the pointer gets no event that the pointer left it.
  useEffect(() => {
    const pointed = store.getState().view.word;
    if (pointed?.sentence !== 'target') return;
    const change = diff.words[pointed.index];
    const isPlain = change?.kind === 'same' && (emphasis[pointed.index] ?? 1) === 1;
    if (change?.word !== pointed.word || isPlain) point(null);
  }, [diff, emphasis, point, store]);
  const close = useCallback(() => setOpenIndex(null), []);

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    let frame = 0;
    // In the next frame, which lays out the page anyway: measured now, each key would cost a second layout.
    const measure = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setPlaces(measurePlaces(element)));
    };
    const onResize = new ResizeObserver(measure);
    onResize.observe(element);
    const onRewrite = new MutationObserver(measure);
    onRewrite.observe(element, { childList: true, subtree: true, attributes: true });
    return () => {
      cancelAnimationFrame(frame);
      onResize.disconnect();
      onRewrite.disconnect();
    };
  }, [root]);

  return places.map(({ index, left, top, width, height }) => {
    const change = diff.words[index];
    if (change === undefined) return null;
    const isOpen = openIndex === index;
    // Wide popovers must not leave the window on the right.
    const shift = Math.min(0, (root.current?.clientWidth ?? 0) - left - 256);
    return (
      <div key={index} className={styles['place']} style={{ left, top, width, height }}>
        <button
          type="button"
          className={styles['chip']}
          aria-label={promptsTexts.adjust(change.word)}
          title={promptsTexts.times(emphasis[index] ?? 1)}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          aria-describedby={CAPTION_ID}
          onPointerEnter={({ pointerType }) => {
            // A finger has no hover: what it is about to touch must not move.
            if (pointerType === 'mouse') point({ sentence: 'target', index, word: change.word });
          }}
          onPointerLeave={({ pointerType }) => {
            if (pointerType === 'mouse') point(null);
          }}
          onFocus={() => point({ sentence: 'target', index, word: change.word })}
          onBlur={() => point(null)}
          onClick={() => setOpenIndex(isOpen ? null : index)}
          onDoubleClick={() => {
            close();
            if (root.current === null) return;
            root.current.focus();
            writeCaret(root.current, { anchor: change.start, focus: change.start + change.word.length });
          }}
        />
        {isOpen ? (
          <div className={styles['anchor']} style={{ left: shift }}>
            <EmphasisPopover change={change} value={emphasis[index] ?? 1} onClose={close} />
          </div>
        ) : null}
      </div>
    );
  });
}

function measurePlaces(root: HTMLElement): readonly Place[] {
  const frame = root.getBoundingClientRect();
  return [...root.querySelectorAll<HTMLElement>(CHIP_SELECTOR)].map((chip) => {
    // A word that is broken over two lines gets its button on the first part.
    const box = chip.getClientRects()[0] ?? chip.getBoundingClientRect();
    return {
      index: Number(chip.dataset['chip']),
      left: box.left - frame.left,
      top: box.top - frame.top,
      width: box.width,
      height: box.height,
    };
  });
}
