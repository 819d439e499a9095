import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { CAPTION_ID } from '../../picture/caption-id.ts';
import type { ChosenWord } from '../../picture/choose-word.ts';
import { isPainting } from '../../store/mask-reducer.ts';
import styles from './StageCaption.module.css';
import { canvasTexts } from './texts.ts';
import { useCaption } from './use-caption.ts';

export interface StageCaptionProps {
  readonly photo: Photo;
  /** The word whose map lies over the picture. */
  readonly word: ChosenWord | null;
  readonly hasAfter: boolean;
}

/** What is shown, in a corner of the room around the photo. */
export function StageCaption({ photo, word, hasAfter }: StageCaptionProps): ReactNode {
  const caption = useCaption(photo, word, hasAfter);
  // What the photo is called and how it is edited is said only where there is room for it.
  const isHelp = useAppState(
    (state) =>
      isPainting(state) || state.view.isLooking || state.view.mode === 'difference' || state.view.mode === 'words',
  );
  return (
    <div className={styles['caption']} data-help={isHelp || word !== null}>
      <p id={CAPTION_ID} aria-live="polite">
        {caption}
      </p>
      {word === null ? null : (
        <span className={styles['legend']} aria-hidden="true">
          {canvasTexts.acts.weakly}
          <span className={styles['ramp']} />
          {canvasTexts.acts.strongly}
        </span>
      )}
    </div>
  );
}
