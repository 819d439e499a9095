import { useState, type ReactNode } from 'react';
import styles from './NumberField.module.css';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** A whole number between two bounds. What is typed counts once it is such a number; leaving the field puts it right. */
export function NumberField({ label, value, min, max, onChange }: NumberFieldProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  return (
    <input
      type="number"
      inputMode="numeric"
      className={styles['field']}
      style={{ width: `${Math.max(1, text.length) + 1.6}ch` }}
      aria-label={label}
      min={min}
      max={max}
      value={text}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        const next = event.currentTarget.valueAsNumber;
        if (Number.isInteger(next) && next >= min && next <= max) onChange(next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
