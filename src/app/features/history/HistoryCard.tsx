import { Pin, X } from 'lucide-react';
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { seenOf } from '../../photo/photo.ts';
import { pinEdit, type HistoryEntry } from '../../store/history-reducer.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import styles from './HistoryStrip.module.css';
import { deleteEntry, restoreEntry } from '../../store/show-history.ts';
import { offerUndo } from './offer-undo.ts';

export interface HistoryCardProps {
  readonly entry: HistoryEntry;
  readonly isCurrent: boolean;
}

/** One edit of the history. A touch brings back its words, settings and picture; the cross or Del takes it out, the pin keeps it when room runs out. */
export function HistoryCard({ entry, isCurrent }: HistoryCardProps): ReactNode {
  const { store } = useApp();
  const { id, name, photo, result, isPinned = false } = entry;
  const image = useMemo(() => seenOf(photo, result.image), [photo, result]);

  const remove = (): void => {
    const before = store.getState();
    store.setState(deleteEntry(before, id));
    toast(texts.history.removed(name), offerUndo(store, before));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    remove();
  };

  return (
    <li className={styles['card']}>
      <button
        type="button"
        className={styles['entry']}
        aria-label={texts.history.restore(name)}
        aria-current={isCurrent}
        onClick={() => store.setState((state) => restoreEntry(state, id))}
        onKeyDown={onKeyDown}
      >
        <PictureCanvas label={name} image={image} className={styles['thumbnail']} />
        <span className={styles['name']}>{name}</span>
      </button>
      <button
        type="button"
        className={styles['pin']}
        aria-label={texts.history.pin(name)}
        title={texts.history.pin(name)}
        aria-pressed={isPinned}
        onClick={() => store.setState(({ history }) => ({ history: pinEdit(history, id, !isPinned) }))}
      >
        <Pin size={13} aria-hidden="true" />
      </button>
      <button
        type="button"
        className={styles['remove']}
        aria-label={texts.history.remove(name)}
        title={texts.history.remove(name)}
        onClick={remove}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  );
}
