import { useId, type ReactNode } from 'react';
import styles from './SelectRow.module.css';

export interface SelectRowProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly ids: readonly Id[];
  readonly names: Readonly<Record<Id, string>>;
  /** What the chosen one does. */
  readonly hint?: string | undefined;
  readonly onChange: (id: Id) => void;
}

/** One of several, by name, in a line of its own, and beneath it what the chosen one does. */
export function SelectRow<Id extends string>(props: SelectRowProps<Id>): ReactNode {
  const { label, value, ids, names, hint, onChange } = props;
  const id = useId();
  const hintId = useId();
  return (
    <>
      <div className={styles['row']}>
        <label htmlFor={id}>{label}</label>
        <select
          id={id}
          aria-describedby={hint === undefined ? undefined : hintId}
          className={styles['select']}
          value={value}
          onChange={({ currentTarget }) => {
            const chosen = ids.find((candidate) => candidate === currentTarget.value);
            if (chosen !== undefined) onChange(chosen);
          }}
        >
          {ids.map((candidate) => (
            <option key={candidate} value={candidate}>
              {names[candidate]}
            </option>
          ))}
        </select>
      </div>
      {hint === undefined ? null : (
        <p id={hintId} className={styles['hint']}>
          {hint}
        </p>
      )}
    </>
  );
}
