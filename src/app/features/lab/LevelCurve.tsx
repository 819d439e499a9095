import type { ReactNode } from 'react';
import { plotResiduals, type ResidualRange } from '../../../imaging/plot-residuals.ts';
import { formatResidual } from '../../i18n/format.ts';
import styles from './LabPage.module.css';

const SIZE = { width: 132, height: 88 };

export interface LevelCurveProps {
  readonly label: string;
  readonly residuals: readonly (readonly number[])[];
  /** The scale that all methods share. */
  readonly range: ResidualRange;
}

/** The residuals of each level as a line of its own, from the least noisy level on the left to the noisiest. */
export function LevelCurve({ label, residuals, range }: LevelCurveProps): ReactNode {
  const pieces = plotResiduals(residuals, SIZE, residuals.length, range);
  if (pieces.length === 0) return null;
  const [top, bottom] = range.map(formatResidual);
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles['curve']}
      viewBox={`-2 -2 ${SIZE.width + 4} ${SIZE.height + 4}`}
      width={SIZE.width + 4}
      height={SIZE.height + 4}
    >
      <rect width={SIZE.width} height={SIZE.height} className={styles['frame']} />
      {pieces.map((points) => (
        <polyline key={points} points={points} className={styles['line']} />
      ))}
      <text x={SIZE.width - 4} y={13}>
        {top}
      </text>
      <text x={4} y={SIZE.height - 5} className={styles['lower']}>
        {bottom}
      </text>
    </svg>
  );
}
