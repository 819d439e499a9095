import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { exportTexts } from './texts.ts';
import { DEFAULT_EXPORT, PHOTO_FORMATS, type ExportChoice } from '../../store/export-choice.ts';
import { Slider } from '../../ui/Slider.tsx';
import { Switch } from '../../ui/Switch.tsx';
import styles from './ExportOptions.module.css';

const MIN_QUALITY = 0.4;

/** As what a picture is saved. */
export function ExportOptions(): ReactNode {
  const { store } = useApp();
  const choice = useAppState((state) => state.exporting);
  const change = (part: Partial<ExportChoice>): void => {
    store.setState(({ exporting }) => ({ exporting: { ...exporting, ...part } }));
  };
  return (
    <div className={styles['options']}>
      <div role="radiogroup" aria-label={exportTexts.title} className={styles['formats']}>
        {PHOTO_FORMATS.map((format) => (
          <label key={format} className={styles['format']} data-current={format === choice.format}>
            <input
              type="radio"
              name="export-format"
              value={format}
              checked={format === choice.format}
              onChange={() => change({ format })}
            />
            {exportTexts.formats[format]}
          </label>
        ))}
      </div>
      <p className={styles['hint']}>{exportTexts.hints[choice.format]}</p>
      {choice.format === 'png' ? null : (
        <div>
          <div className={styles['row']} aria-hidden="true">
            <span>{exportTexts.quality}</span>
            <span>{exportTexts.percent(choice.quality)}</span>
          </div>
          <Slider
            label={exportTexts.quality}
            value={choice.quality}
            min={MIN_QUALITY}
            max={1}
            step={0.01}
            detent={DEFAULT_EXPORT.quality}
            valueText={exportTexts.percent(choice.quality)}
            onChange={(quality) => change({ quality })}
          />
        </div>
      )}
      <Switch
        label={exportTexts.keepLocation}
        isOn={choice.keepLocation}
        onChange={(keepLocation) => change({ keepLocation })}
      />
      <p className={styles['hint']}>{exportTexts.metadata}</p>
    </div>
  );
}
