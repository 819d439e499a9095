import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { exportTexts } from './texts.ts';
import { DEFAULT_EXPORT, EXPORT_SIZES, PHOTO_FORMATS, type ExportChoice } from '../../store/export-choice.ts';
import { Slider } from '../../ui/Slider.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { savedExtent } from './export-image.ts';
import styles from './ExportOptions.module.css';

const MIN_QUALITY = 0.4;

/** As what a picture is saved. */
export function ExportOptions(): ReactNode {
  const { store } = useApp();
  const choice = useAppState((state) => state.exporting);
  const photo = useAppState((state) => state.photo);
  const size = photo === null ? null : savedExtent(photo, choice);
  const change = (part: Partial<ExportChoice>): void => {
    store.setState(({ exporting }) => ({ exporting: { ...exporting, ...part } }));
  };
  return (
    <div className={styles['options']}>
      <Choices
        name="format"
        label={exportTexts.title}
        choices={PHOTO_FORMATS.map((format) => ({ value: format, label: exportTexts.formats[format] }))}
        chosen={choice.format}
        onChoose={(format) => change({ format })}
      />
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
      <div>
        <div className={styles['row']} aria-hidden="true">
          <span>{exportTexts.size}</span>
          {size === null ? null : <span>{exportTexts.sizeInPixels(size.width, size.height)}</span>}
        </div>
        <Choices
          name="size"
          label={exportTexts.size}
          choices={EXPORT_SIZES.map((value) => ({ value, label: value === null ? exportTexts.fullSize : `${value}` }))}
          chosen={choice.longSidePx}
          onChoose={(longSidePx) => change({ longSidePx })}
        />
      </div>
      <Switch
        label={exportTexts.keepLocation}
        isOn={choice.keepLocation}
        onChange={(keepLocation) => change({ keepLocation })}
      />
      <p className={styles['hint']}>{exportTexts.metadata}</p>
    </div>
  );
}

interface ChoicesProps<Value> {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

function Choices<Value>({ name, label, choices, chosen, onChoose }: ChoicesProps<Value>): ReactNode {
  return (
    <div role="radiogroup" aria-label={label} className={styles['choices']}>
      {choices.map((choice) => (
        <label key={choice.label} className={styles['choice']} data-current={choice.value === chosen}>
          <input
            type="radio"
            name={`export-${name}`}
            checked={choice.value === chosen}
            onChange={() => onChoose(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
