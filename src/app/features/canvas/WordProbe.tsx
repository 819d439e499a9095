import type { KeyboardEventHandler, ReactNode } from 'react';
import type { WordMaps } from '../../../protocol/engine.ts';
import { useAppState } from '../../app-context.ts';
import { canvasTexts } from './texts.ts';
import type { Photo } from '../../photo/photo.ts';
import { CAPTION_ID } from '../../picture/caption-id.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { toSeenPlace } from '../../store/camera.ts';
import { rankWords } from './rank-words.ts';
import type { PointedPlace, ToolEvent } from './tools/tool.ts';
import styles from './WordProbe.module.css';

export interface WordProbeProps {
  readonly photo: Photo;
  readonly maps: WordMaps;
  /** The sentence whose words are ranked. */
  readonly sentence: WordPlace['sentence'];
  readonly place: PointedPlace | null;
  readonly send: (event: ToolEvent) => void;
  readonly onKeyDown: KeyboardEventHandler;
}

const SHOWN_WORDS = 5;

/** A crosshair on the picture, and the words that act there. Pointers are heard by the frame around it; the button is the keyboard's side. */
export function WordProbe({ photo, maps, sentence, place, send, onKeyDown }: WordProbeProps): ReactNode {
  const camera = useAppState((state) => state.view.camera);
  const { crop, widthPx, heightPx } = photo;
  const words = place === null ? [] : rankWords(maps, sentence, place).slice(0, SHOWN_WORDS);
  const shown =
    place === null
      ? null
      : toSeenPlace(camera, {
          x: (crop.x + place.x * crop.width) / widthPx,
          y: (crop.y + place.y * crop.height) / heightPx,
        });
  const names = words.map(({ word, share }) => canvasTexts.wordShare(word, Math.round(100 * share)));
  return (
    <>
      <button
        type="button"
        className={styles['probe']}
        aria-label={canvasTexts.probe}
        aria-describedby={CAPTION_ID}
        onPointerLeave={() => send({ type: 'leave' })}
        onFocus={(event) => {
          if (event.currentTarget.matches(':focus-visible')) send({ type: 'focus' });
        }}
        onKeyDown={onKeyDown}
      >
        {shown === null ? null : (
          <span className={styles['cross']} style={{ left: `${100 * shown.x}%`, top: `${100 * shown.y}%` }} />
        )}
      </button>
      {shown === null ? null : (
        <div className={styles['card']} data-side={shown.x > 0.5 ? 'left' : 'right'} aria-hidden="true">
          <p className={styles['title']}>{words.length > 0 ? canvasTexts.wordsHere : canvasTexts.noWordsHere}</p>
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
        {place?.isPinned === true ? names.join(', ') || canvasTexts.noWordsHere : ''}
      </span>
    </>
  );
}
