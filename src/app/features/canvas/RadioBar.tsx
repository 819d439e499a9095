import { useId, type ReactNode } from 'react';
import styles from './RadioBar.module.css';

export interface RadioBarOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly icon: ReactNode;
  readonly title: string;
  readonly isDisabled?: boolean;
  /** Something is there whatever is chosen; said in words to those who listen. */
  readonly mark?: string | null;
}

export interface RadioBarProps<Id extends string> {
  readonly label: string;
  readonly options: readonly RadioBarOption<Id>[];
  readonly current: Id;
  readonly onChoose: (id: Id) => void;
  readonly direction: 'row' | 'column';
  /** Labels beside the icons, where there is room for them. */
  readonly hasLabels: boolean;
}

/** One of a few, as icons in a bar that floats over the picture. */
export function RadioBar<Id extends string>({
  label,
  options,
  current,
  onChoose,
  direction,
  hasLabels,
}: RadioBarProps<Id>): ReactNode {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles['bar']} data-direction={direction}>
      {options.map(({ id, label: text, icon, title, isDisabled = false, mark = null }) => (
        <label
          key={id}
          className={styles['option']}
          data-current={id === current}
          data-disabled={isDisabled}
          title={title}
        >
          <input
            type="radio"
            name={name}
            value={id}
            aria-label={mark === null ? text : `${text}, ${mark}`}
            checked={id === current}
            disabled={isDisabled}
            onChange={() => onChoose(id)}
          />
          {icon}
          {hasLabels ? <span aria-hidden="true">{text}</span> : null}
          {mark === null ? null : <span className={styles['mark']} aria-hidden="true" />}
        </label>
      ))}
    </div>
  );
}
