import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { PictureCanvas } from '../canvas/PictureCanvas.tsx';
import styles from './HistoryStrip.module.css';
import { restoreEntry } from './show-history.ts';

/** Edits as pictures named by their change; newest first. A touch brings back words and picture. */
export function HistoryStrip(): ReactNode {
  const { store } = useApp();
  const { entries, cursor } = useAppState((state) => state.history);
  const currentId = entries[cursor]?.id;
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">{en.history.title}</h2>
      {entries.length === 0 ? <p className={styles['empty']}>{en.history.empty}</p> : null}
      <ul className={styles['strip']}>
        {entries.toReversed().map(({ id, name, result }) => (
          <li key={id}>
            <button
              type="button"
              className={styles['entry']}
              aria-label={en.history.restore(name)}
              aria-current={id === currentId}
              onClick={() => store.setState((state) => restoreEntry(state, id))}
            >
              <PictureCanvas label={name} image={result.image} className={styles['thumbnail']} />
              <span className={styles['name']}>{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
