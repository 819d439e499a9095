import type { ReactNode } from 'react';
import type { WordMaps } from '../../../protocol/engine.ts';
import { useAppState } from '../../app-context.ts';
import { canvasTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { MaskTools } from './mask/MaskTools.tsx';
import { CAPTION_ID } from '../../picture/caption-id.ts';
import type { ChosenWord } from '../../picture/choose-word.ts';
import { ModeBar } from './ModeBar.tsx';
import styles from './Stage.module.css';
import { WordPicker } from './WordPicker.tsx';

export interface StageBarProps {
  readonly caption: string;
  /** Null for a photo no larger than what the model paints. */
  readonly onPlace: (() => void) | null;
  /** The word whose map lies over the picture, and all that could. */
  readonly word: ChosenWord | null;
  readonly wordMaps: WordMaps | null;
}

/** The views of the picture, and what is shown. */
export function StageBar({ caption, onPlace, word, wordMaps }: StageBarProps): ReactNode {
  const mode = useAppState((state) => state.view.mode);
  return (
    <div className={styles['tools']}>
      {/* Above the views: these must not move from under the pointer that chose one. */}
      {mode === 'words' && wordMaps !== null ? <WordPicker maps={wordMaps} chosen={word} /> : null}
      {mode === 'mask' ? <MaskTools /> : null}
      <ModeBar />
      <div className={styles['caption']}>
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
        {onPlace === null || word !== null ? null : (
          <Button variant="link" label={canvasTexts.moveArea} onPress={onPlace} />
        )}
      </div>
    </div>
  );
}
