import { useState, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { canvasTexts } from './texts.ts';
import { zoomOf, zoomTo } from '../../store/camera.ts';
import styles from './ZoomButtons.module.css';

/** The whole photo, or its own pixels; once it is zoomed the percentage, to be typed over. */
export function ZoomButtons(): ReactNode {
  const context = useApp();
  const camera = useAppState((state) => state.view.camera);
  const [typed, setTyped] = useState<string | null>(null);
  const percent = Math.round(100 * zoomOf(camera) * camera.fitScale);
  const isWhole = zoomOf(camera) === 1;

  const apply = (text: string): void => {
    setTyped(null);
    const percentage = Number.parseFloat(text.replace(',', '.'));
    if (!(percentage > 0)) return;
    context.store.setState(({ view }) => ({ view: { ...view, camera: zoomTo(view.camera, percentage / 100) } }));
  };
  return (
    <div role="group" aria-label={canvasTexts.zoom} className={styles['zoom']}>
      <button
        type="button"
        className={styles['button']}
        aria-pressed={isWhole}
        title={texts.actions['zoom-fit']}
        onClick={() => context.actions['zoom-fit'].perform(context)}
      >
        {canvasTexts.fit}
      </button>
      {typed === null ? (
        <button
          type="button"
          className={styles['button']}
          aria-pressed={!isWhole && percent === 100}
          title={isWhole ? texts.actions['zoom-actual'] : canvasTexts.zoomEdit}
          onClick={() => (isWhole ? context.actions['zoom-actual'].perform(context) : setTyped(String(percent)))}
        >
          {canvasTexts.percent(isWhole ? 100 : percent)}
        </button>
      ) : (
        <input
          // It takes the place of the button that was pressed.
          ref={(field) => {
            if (field === null || document.activeElement === field) return;
            field.focus();
            field.select();
          }}
          type="text"
          inputMode="decimal"
          className={styles['percent']}
          aria-label={canvasTexts.zoomPercent}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') apply(typed);
            else if (event.key === 'Escape') {
              event.preventDefault();
              setTyped(null);
            }
          }}
          onBlur={() => apply(typed)}
        />
      )}
    </div>
  );
}
