import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { WordMaps } from '../../../protocol/engine.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import type { Photo } from '../../photo/photo.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { toPhotoPlace, toViewPlace } from '../../store/camera.ts';
import { CAPTION_ID } from '../../picture/caption-id.ts';
import { rankWords } from './rank-words.ts';
import styles from './WordProbe.module.css';

export interface WordProbeProps {
  readonly photo: Photo;
  readonly maps: WordMaps;
  /** The sentence whose words are ranked. */
  readonly sentence: WordPlace['sentence'];
}

interface Place {
  /** In the edited part, 0..1. */
  readonly x: number;
  readonly y: number;
  /** Stays when the pointer leaves. */
  readonly isPinned: boolean;
}

const STEP = 0.02;
const LARGE_STEP = 0.1;
const SHOWN_WORDS = 5;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Points at the picture and lists the words that act there: by hovering, by a touch that stays, by a crosshair moved with the arrows. */
export function WordProbe({ photo, maps, sentence }: WordProbeProps): ReactNode {
  const { store } = useApp();
  const camera = useAppState((state) => state.view.camera);
  const [place, setPlace] = useState<Place | null>(null);
  const { crop, widthPx, heightPx } = photo;
  const words = place === null ? [] : rankWords(maps, sentence, place).slice(0, SHOWN_WORDS);

  const point = (to: Place): void => {
    setPlace(to);
    const [first] = rankWords(maps, sentence, to);
    if (to.isPinned && first !== undefined) store.setState(({ view }) => ({ view: { ...view, word: first } }));
  };
  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    const isPress = event.type === 'pointerdown';
    if (!isPress && (event.buttons > 0 || place?.isPinned === true)) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const at = toPhotoPlace(camera, { x: (event.clientX - left) / width, y: (event.clientY - top) / height });
    const [x, y] = [(at.x * widthPx - crop.x) / crop.width, (at.y * heightPx - crop.y) / crop.height];
    const isInside = x >= 0 && x < 1 && y >= 0 && y < 1;
    if (isInside) point({ x, y, isPinned: isPress });
    else setPlace(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (event.key === 'Escape' && place !== null) setPlace(null);
    else if (arrow === undefined) return;
    else {
      const step = event.shiftKey ? LARGE_STEP : STEP;
      const from = place ?? { x: 0.5, y: 0.5 };
      const clamp = (value: number): number => Math.max(0, Math.min(1, value));
      point({ x: clamp(from.x + step * arrow[0]), y: clamp(from.y + step * arrow[1]), isPinned: true });
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const shown =
    place === null
      ? null
      : toViewPlace(camera, {
          x: (crop.x + place.x * crop.width) / widthPx,
          y: (crop.y + place.y * crop.height) / heightPx,
        });
  const names = words.map(({ word, share }) => texts.canvas.wordShare(word, Math.round(100 * share)));
  return (
    <>
      <button
        type="button"
        className={styles['probe']}
        aria-label={texts.canvas.probe}
        aria-describedby={CAPTION_ID}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onPointerLeave={() => setPlace((current) => (current?.isPinned === true ? current : null))}
        onFocus={(event) => {
          if (place === null && event.currentTarget.matches(':focus-visible'))
            point({ x: 0.5, y: 0.5, isPinned: true });
        }}
        onKeyDown={onKeyDown}
      >
        {shown === null ? null : (
          <span className={styles['cross']} style={{ left: `${100 * shown.x}%`, top: `${100 * shown.y}%` }} />
        )}
      </button>
      {shown === null ? null : (
        <div className={styles['card']} data-side={shown.x > 0.5 ? 'left' : 'right'} aria-hidden="true">
          <p className={styles['title']}>{words.length > 0 ? texts.canvas.wordsHere : texts.canvas.noWordsHere}</p>
          {words.map(({ index, word, share }) => (
            <p key={index} className={styles['row']}>
              <span className={styles['word']}>{word}</span>
              <span className={styles['bar']}>
                <span className={styles['fill']} style={{ scale: `${share} 1` }} />
              </span>
            </p>
          ))}
        </div>
      )}
      <span className="visually-hidden" aria-live="polite">
        {place?.isPinned === true ? names.join(', ') || texts.canvas.noWordsHere : ''}
      </span>
    </>
  );
}
