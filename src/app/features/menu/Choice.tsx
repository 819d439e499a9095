import { useId, type ReactNode } from 'react';
import styles from './HeaderMenu.module.css';

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly label: string; readonly lang?: string }[];
  readonly value: T;
  readonly onChange: (id: T) => void;
}

/** One of a few, side by side. */
export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>): ReactNode {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles['choice']}>
      <span aria-hidden="true">{label}</span>
      <span className={styles['options']}>
        {options.map(({ id, label: text, lang }) => (
          <label key={id} data-current={id === value} lang={lang}>
            <input type="radio" name={name} checked={id === value} onChange={() => onChange(id)} />
            {text}
          </label>
        ))}
      </span>
    </div>
  );
}
