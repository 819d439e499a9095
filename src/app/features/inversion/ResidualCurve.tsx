import type { ReactNode } from 'react';
import { inversionTexts } from './texts.ts';
import { plotResiduals } from '../../../imaging/plot-residuals.ts';
import styles from './ResidualCurve.module.css';

const SIZE = { width: 264, height: 48 };

export interface ResidualCurveProps {
  readonly residuals: readonly (readonly number[])[];
  /** How many steps there will be, while the photo is still being read. */
  readonly stepCount: number;
}

/** The residual of every inverted step as a falling line. */
export function ResidualCurve({ residuals, stepCount }: ResidualCurveProps): ReactNode {
  const pieces = plotResiduals(residuals, SIZE, stepCount);
  if (pieces.length === 0) return <p className={styles['empty']}>{inversionTexts.curveEmpty}</p>;
  return (
    <svg
      role="img"
      aria-label={inversionTexts.curve}
      className={styles['curve']}
      viewBox={`-4 -4 ${SIZE.width + 8} ${SIZE.height + 8}`}
    >
      <line x1={0} x2={SIZE.width} y1={SIZE.height + 2} y2={SIZE.height + 2} className={styles['base']} />
      <polyline points={pieces.join(' ')} className={styles['line']} />
    </svg>
  );
}
