import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import styles from './LabPage.module.css';
import { labTexts } from './texts.ts';

export interface LabChoicesProps<Id extends string> {
  readonly title: string;
  readonly ids: readonly Id[];
  readonly names: Readonly<Record<Id, string>>;
  /** What each does, where that is said. */
  readonly hints: Readonly<Partial<Record<Id, string>>>;
  readonly chosen: ReadonlySet<Id>;
  readonly isFixed: boolean;
  readonly onChange: (chosen: ReadonlySet<Id>) => void;
}

/** A group of methods to tick. */
export function LabChoices<Id extends string>(props: LabChoicesProps<Id>): ReactNode {
  const { title, ids, names, hints, chosen, isFixed, onChange } = props;
  const toggle = (id: Id): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className={styles['choices']} disabled={isFixed}>
      <legend>{title}</legend>
      <div className={styles['wholesale']}>
        <Button
          variant="link"
          label={labTexts.allShort}
          name={labTexts.all(title)}
          onPress={() => onChange(new Set(ids))}
        />
        <Button
          variant="link"
          label={labTexts.noneShort}
          name={labTexts.none(title)}
          onPress={() => onChange(new Set())}
        />
      </div>
      <div className={styles['list']}>
        {ids.map((id) => (
          <label key={id} title={hints[id]}>
            <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
            {names[id]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
