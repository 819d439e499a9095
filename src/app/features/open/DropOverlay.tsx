import { ImageDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import styles from './DropOverlay.module.css';
import { useWindowDrop } from './use-window-drop.ts';

/** Covers the window while a file is held over it, and says what letting go will do. */
export function DropOverlay(): ReactNode {
  const isOver = useWindowDrop();
  const hasPhoto = useAppState((state) => state.photo !== null);
  if (!isOver) return null;
  return (
    <div className={styles['overlay']}>
      <div className={styles['card']}>
        <ImageDown size={40} strokeWidth={1.5} aria-hidden="true" />
        <p className={styles['title']}>{hasPhoto ? en.start.dropToReplace : en.start.dropToOpen}</p>
        {hasPhoto ? <p>{en.start.dropHint}</p> : null}
      </div>
    </div>
  );
}
