import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { canvasTexts } from './texts.ts';
import type { ViewMode } from '../../store/app-state.ts';
import { maskOf } from '../../store/mask-reducer.ts';
import { isPainted } from '../../store/painted-mask.ts';
import styles from './ModeBar.module.css';
import { ZoomButtons } from './ZoomButtons.tsx';

const MODES: readonly ViewMode[] = ['slider', 'side-by-side', 'difference', 'mask', 'words'];

/** The views of the picture, as one choice. */
export function ModeBar(): ReactNode {
  const { store } = useApp();
  const current = useAppState((state) => state.view.mode);
  const hasPaint = useAppState((state) => isPainted(maskOf(state)));
  return (
    <div className={styles['bar']}>
      <div role="radiogroup" aria-label={canvasTexts.modes} className={styles['modes']}>
        {MODES.map((mode) => (
          <label key={mode} className={styles['mode']} data-current={mode === current}>
            <input
              type="radio"
              name="view-mode"
              value={mode}
              checked={mode === current}
              onChange={() => store.setState(({ view }) => ({ view: { ...view, mode } }))}
            />
            {canvasTexts.modeNames[mode]}
            {mode === 'mask' && hasPaint ? (
              <span className={styles['mark']}>
                <span className="visually-hidden">{texts.mask.painted}</span>
              </span>
            ) : null}
          </label>
        ))}
      </div>
      <ZoomButtons />
    </div>
  );
}
