import { useMemo, type ReactNode } from 'react';
import { toast } from 'sonner';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { nameWithChanges } from '../../photo/photo.ts';
import { EMPTY_HISTORY, HISTORY_BUDGET_BYTES, measureHistory } from '../../store/history-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { groupByPhoto } from './group-by-photo.ts';
import { HistoryCard } from './HistoryCard.tsx';
import styles from './HistoryStrip.module.css';
import { offerUndo } from './offer-undo.ts';
import { usePromptRecall } from './use-prompt-recall.ts';

/**
 * Edits as pictures named by their change, under the photo they were made of; newest first. While the panel is closed none is drawn: a long
 * history has more than a thousand.
 */
export function HistoryStrip(): ReactNode {
  const { store } = useApp();
  const history = useAppState((state) => state.history);
  const { status, isWritten } = useAppState((state) => state.persistence);
  const isSeen = useAppState(({ view }) => view.isPanelOpen);
  usePromptRecall();
  const { entries, cursor, dropped } = history;
  const currentId = entries[cursor]?.id;
  const groups = useMemo(() => groupByPhoto(entries), [entries]);
  const bytes = useMemo(() => measureHistory(history), [history]);
  const { elsewhere, full, newer, notKept: off } = texts.history;
  const notices = { elsewhere, full, newer, off };

  const clear = (): void => {
    const before = store.getState();
    store.setState({ history: EMPTY_HISTORY });
    toast(texts.history.cleared(before.history.entries.length), offerUndo(store, before));
  };

  return (
    <section aria-labelledby="history-title" data-written={isWritten}>
      <div className={styles['head']}>
        <h2 id="history-title">{texts.history.title}</h2>
        {entries.length === 0 ? null : (
          <>
            <span className={styles['size']}>{texts.history.size(bytes)}</span>
            <Button variant="link" label={texts.history.clear} onPress={clear} />
          </>
        )}
      </div>
      {entries.length === 0 ? <p className={styles['quiet']}>{texts.history.empty}</p> : null}
      <div className={styles['groups']}>
        {(isSeen ? groups : []).map(({ photo, entries: edits }) => (
          <div key={photo.id} className={styles['group']}>
            {groups.length > 1 ? <h3 className={styles['photo']}>{nameWithChanges(photo)}</h3> : null}
            <ul className={styles['strip']}>
              {edits.map((entry) => (
                <HistoryCard key={entry.id} entry={entry} isCurrent={entry.id === currentId} />
              ))}
            </ul>
          </div>
        ))}
      </div>
      {dropped > 0 ? <p className={styles['quiet']}>{texts.history.dropped(dropped, HISTORY_BUDGET_BYTES)}</p> : null}
      {status === 'kept' || status === 'opening' ? null : <p className={styles['quiet']}>{notices[status]}</p>}
    </section>
  );
}
