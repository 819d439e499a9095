import type { ReactNode } from 'react';
import { getAction } from '../../actions/actions.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { zoomOf } from '../../store/camera.ts';
import styles from './ModeBar.module.css';

/** The whole photo, or its own pixels; between them the percentage. */
export function ZoomButtons(): ReactNode {
  const context = useApp();
  const camera = useAppState((state) => state.view.camera);
  const percent = Math.round(100 * zoomOf(camera) * camera.fitScale);
  const isWhole = zoomOf(camera) === 1;
  return (
    <div role="group" aria-label={en.canvas.zoom} className={styles['zoom']}>
      <button
        type="button"
        className={styles['mode']}
        aria-pressed={isWhole}
        title={getAction('zoom-fit').label}
        onClick={() => getAction('zoom-fit').perform(context)}
      >
        {en.canvas.fit}
      </button>
      <button
        type="button"
        className={styles['mode']}
        aria-pressed={!isWhole && percent === 100}
        title={getAction('zoom-actual').label}
        onClick={() => getAction('zoom-actual').perform(context)}
      >
        {en.canvas.percent(isWhole ? 100 : percent)}
      </button>
    </div>
  );
}
