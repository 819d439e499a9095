import { MoveHorizontal } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { texts } from '../../i18n/texts.ts';
import styles from './CompareHandle.module.css';

export interface CompareHandleProps {
  /** Where the line is, in percent of the width from the left. */
  readonly percent: number;
  readonly onMove: (percent: number) => void;
}

const STEP = 2;
const LARGE_STEP = 10;

/** The line between before and after. Pointers are heard by the picture under it; this is the keyboard's side. */
export function CompareHandle({ percent, onMove }: CompareHandleProps): ReactNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const next = {
      ArrowLeft: percent - step,
      ArrowDown: percent - step,
      ArrowRight: percent + step,
      ArrowUp: percent + step,
      PageDown: percent - LARGE_STEP,
      PageUp: percent + LARGE_STEP,
      Home: 0,
      End: 100,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onMove(Math.max(0, Math.min(100, next)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles['handle']}
      style={{ left: `${percent}%` }}
      aria-label={texts.canvas.compare}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={texts.canvas.compareValue(Math.round(percent))}
      onKeyDown={onKeyDown}
    >
      <span className={styles['knob']}>
        <MoveHorizontal size={18} aria-hidden="true" />
      </span>
    </div>
  );
}
