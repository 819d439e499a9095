import type { ReactNode } from 'react';
import { en } from '../../i18n/en.ts';
import { Button } from '../../ui/Button.tsx';
import { ModeBar } from './ModeBar.tsx';
import styles from './Stage.module.css';

export interface StageToolsProps {
  readonly caption: string;
  /** Null for a photo no larger than what the model paints. */
  readonly onPlace: (() => void) | null;
}

/** The views of the picture, and what is shown. */
export function StageTools({ caption, onPlace }: StageToolsProps): ReactNode {
  return (
    <div className={styles['tools']}>
      <ModeBar />
      <div className={styles['caption']}>
        <p>{caption}</p>
        {onPlace === null ? null : <Button look="link" label={en.canvas.moveArea} onPress={onPlace} />}
      </div>
    </div>
  );
}
