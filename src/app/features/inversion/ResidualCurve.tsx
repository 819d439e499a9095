import type { ReactNode } from 'react';
import { en } from '../../i18n/en.ts';
import { plotResiduals } from './plot-residuals.ts';
import styles from './ResidualCurve.module.css';

const SIZE = { width: 264, height: 48 };

/** The residual of every inverted step as a falling line. */
export function ResidualCurve({ residuals }: { readonly residuals: readonly (readonly number[])[] }): ReactNode {
  const pieces = plotResiduals(residuals, SIZE);
  if (pieces.length === 0) return <p className={styles['empty']}>{en.inversion.curveEmpty}</p>;
  return (
    <svg
      role="img"
      aria-label={en.inversion.curve}
      className={styles['curve']}
      viewBox={`-4 -4 ${SIZE.width + 8} ${SIZE.height + 8}`}
    >
      <line x1={0} x2={SIZE.width} y1={SIZE.height + 2} y2={SIZE.height + 2} className={styles['base']} />
      <polyline points={pieces.join(' ')} className={styles['line']} />
    </svg>
  );
}
