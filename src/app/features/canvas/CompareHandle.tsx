import { MoveHorizontal } from 'lucide-react';
import type { KeyboardEventHandler, ReactNode } from 'react';
import { canvasTexts } from './texts.ts';
import styles from './CompareHandle.module.css';

export interface CompareHandleProps {
  /** Where the line is, in percent of the width from the left. */
  readonly percent: number;
  readonly onKeyDown: KeyboardEventHandler;
}

/** The line between before and after. Pointers are heard by the picture under it; this is the keyboard's side. */
export function CompareHandle({ percent, onKeyDown }: CompareHandleProps): ReactNode {
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles['handle']}
      style={{ left: `${percent}%` }}
      aria-label={canvasTexts.compare}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={canvasTexts.compareValue(Math.round(percent))}
      onKeyDown={onKeyDown}
    >
      <span className={styles['knob']}>
        <MoveHorizontal size={18} aria-hidden="true" />
      </span>
    </div>
  );
}
