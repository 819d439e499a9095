import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { isSameChoice, type PackChoice, type PackNote, type PackWork } from '../../store/packs-state.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './PacksDialog.module.css';
import { WorkLine } from './WorkLine.tsx';

export interface PackRowProps {
  readonly name: string;
  readonly detail: string;
  /** What choosing it means; none for a pack that cannot be used yet. */
  readonly choice?: PackChoice;
  readonly work?: PackWork | undefined;
  readonly note?: PackNote | undefined;
  /** A copy of a folder cannot be fetched again. */
  readonly isCopy?: boolean;
  /** Nothing of it has arrived. */
  readonly isAbsent?: boolean;
  /** Further buttons. */
  readonly children?: ReactNode;
}

/** A model that is here, or on its way. */
export function PackRow({
  name,
  detail,
  choice,
  work,
  note,
  isCopy = false,
  isAbsent = false,
  children,
}: PackRowProps): ReactNode {
  const { packs } = useApp();
  const isCurrent = useAppState((state) => choice !== undefined && isSameChoice(state.packs.choice, choice));
  const status = useAppState((state) => state.pack.status);
  return (
    <li className={styles['row']} aria-label={name} data-current={isCurrent}>
      <div className={styles['rowHead']}>
        <div className={styles['rowName']}>
          <strong>{name}</strong>
          <span className={styles['quiet']}>{detail}</span>
        </div>
        <div className={styles['rowButtons']}>
          {isCurrent ? (
            <span className={styles['current']} data-status={status}>
              {status === 'opening'
                ? texts.packs.opening
                : status === 'failed'
                  ? texts.device.failed
                  : texts.packs.inUse}
            </span>
          ) : choice === undefined || work !== undefined ? null : (
            <Button
              variant="outlined"
              label={texts.packs.chooseShort}
              name={texts.packs.choose(name)}
              onPress={() => packs.choose(choice)}
            />
          )}
          {children}
        </div>
      </div>
      {work === undefined ? null : <WorkLine name={name} work={work} />}
      {note === undefined ? null : (
        <p className={styles['note']} role="status" data-kind={note.kind}>
          {describeNote(name, note, isCopy, isAbsent)}
        </p>
      )}
    </li>
  );
}

function describeNote(name: string, note: PackNote, isCopy: boolean, isAbsent: boolean): string {
  if (note.kind === 'error' && isAbsent) {
    // The sentence of a line that broke speaks of what has arrived.
    const isUnreached = note.error.code === 'hub/unreachable';
    return `${isUnreached ? texts.packs.unreachable : describeError(note.error)} ${texts.packs.nothingCame}`;
  }
  if (note.kind === 'error') return describeError(note.error);
  if (note.kind === 'refused') return texts.packs.refused(note.file);
  if (note.kind === 'sound') return texts.packs.sound(name);
  const files = note.files.join(', ');
  return isCopy ? texts.packs.damagedCopy(files) : texts.packs.damaged(files);
}
