import { FolderOpen, ImageDown, Images } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { openTexts } from './texts.ts';
import styles from './DropOverlay.module.css';
import { chooseDropEffect } from './choose-drop-effect.ts';
import { useWindowDrop } from './use-window-drop.ts';

const ICON = { size: 40, strokeWidth: 1.5, 'aria-hidden': true } as const;

/** Covers the window while a file is held over it, and says what letting go will do. */
export function DropOverlay(): ReactNode {
  const held = useWindowDrop();
  const hasPhoto = useAppState((state) => state.photo !== null);
  if (held === null) return null;
  const effect = chooseDropEffect(held, hasPhoto);
  const Icon = effect === 'batch' ? Images : effect === 'project' ? FolderOpen : ImageDown;
  const opens = hasPhoto ? openTexts.start.dropToReplace : openTexts.start.dropToOpen;
  const title = {
    open: opens,
    replace: opens,
    png: opens,
    project: openTexts.drop.project,
    batch: openTexts.drop.batch(held.count),
  }[effect];
  return (
    <div className={styles['overlay']}>
      <div className={styles['card']}>
        <Icon {...ICON} />
        <p className={styles['title']}>{title}</p>
        {effect === 'png' ? <p>{openTexts.drop.png}</p> : null}
        {hasPhoto && effect !== 'batch' ? <p>{openTexts.start.dropHint}</p> : null}
      </div>
    </div>
  );
}
