import type { ReactNode } from 'react';
import { canvasTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './StageCard.module.css';

export interface PlacingBarProps {
  /** Null where there is no other choice. */
  readonly onFollow: (() => void) | null;
  readonly onApply: () => void;
  readonly onCancel: () => void;
}

/** What to do with the edited area while it is being moved. */
export function PlacingBar({ onFollow, onApply, onCancel }: PlacingBarProps): ReactNode {
  return (
    <div className={styles['card']}>
      <p className={styles['hint']}>{canvasTexts.moveHint}</p>
      <div className={styles['choice']}>
        <Button variant="outlined" label={canvasTexts.cancel} onPress={onCancel} />
        {onFollow === null ? null : <Button variant="outlined" label={canvasTexts.followWords} onPress={onFollow} />}
        <Button variant="strong" label={canvasTexts.chooseArea} onPress={onApply} />
      </div>
    </div>
  );
}
