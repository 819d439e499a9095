import type { ReactNode } from 'react';
import { texts } from '../../i18n/texts.ts';
import type { PackWork } from '../../store/packs-state.ts';
import styles from './PacksDialog.module.css';

/** How far the work on a pack is: bytes, speed, and the time that is left. */
export function WorkLine({ name, work }: { readonly name: string; readonly work: PackWork }): ReactNode {
  const { doneBytes, totalBytes } = work;
  const fraction = totalBytes === 0 ? 0 : doneBytes / totalBytes;
  return (
    <div className={styles['work']}>
      <progress aria-label={texts.packs.progress(name)} value={fraction} max={1} />
      <span className={styles['quiet']}>{describeWork(work)}</span>
    </div>
  );
}

/** A download that crawls has no time to tell. */
const SLOWEST_BYTES_PER_SECOND = 1000;

function describeWork({ phase, doneBytes, totalBytes, bytesPerSecond }: PackWork): string {
  if (phase === 'starting') return texts.packs.starting;
  if (phase === 'checking') return texts.packs.checking;
  if (phase === 'copying') return texts.packs.copying(doneBytes, totalBytes);
  const isMoving = bytesPerSecond > SLOWEST_BYTES_PER_SECOND;
  return [
    texts.packs.fetching(doneBytes, totalBytes),
    ...(isMoving
      ? [texts.packs.speed(bytesPerSecond), texts.packs.timeLeft((totalBytes - doneBytes) / bytesPerSecond)]
      : []),
  ].join(' · ');
}
