import type { CSSProperties, ReactNode } from 'react';
import styles from './Slider.module.css';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** A value that the slider snaps to when it comes near, and returns to on a double click. */
  readonly detent: number;
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}

/** The share of the track around a detent that belongs to it. */
const SNAP_FRACTION = 0.03;

/** A horizontal slider with a resting point, filled from the left. */
export function Slider({ label, value, min, max, step, detent, valueText, onChange }: SliderProps): ReactNode {
  const fractionOf = (at: number): number => (at - min) / (max - min);
  const style: CSSProperties & Record<'--fraction' | '--detent', number> = {
    '--fraction': fractionOf(value),
    '--detent': fractionOf(detent),
  };
  const change = (next: number): void => {
    onChange(
      Math.abs(next - detent) < (max - min) * SNAP_FRACTION && Math.abs(next - value) > step * 1.5 ? detent : next,
    );
  };
  return (
    <input
      type="range"
      className={styles['slider']}
      style={style}
      data-moved={value !== detent}
      aria-label={label}
      aria-valuetext={valueText}
      value={value}
      min={min}
      max={max}
      step={step}
      onChange={(event) => change(event.currentTarget.valueAsNumber)}
      onDoubleClick={() => onChange(detent)}
    />
  );
}
