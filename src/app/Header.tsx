import { Clipboard, Copy, ImagePlus, Keyboard, Moon, Redo2, Sun, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from './actions/ActionButton.tsx';
import { useApp, useAppState } from './app-context.ts';
import { DeviceBadge } from './features/device/DeviceBadge.tsx';
import { PackBadge } from './features/device/PackBadge.tsx';
import { DownloadButton } from './features/export/DownloadButton.tsx';
import styles from './Header.module.css';
import { en } from './i18n/en.ts';

const ICON = { size: 17, 'aria-hidden': true } as const;

/** The name, what runs where, and the tools for the whole picture. */
export function Header(): ReactNode {
  const { store } = useApp();
  const isEditing = useAppState((state) => state.view.screen === 'edit' && state.photo !== null);
  return (
    <header className={styles['header']} data-editing={isEditing}>
      <button
        type="button"
        className={styles['name']}
        aria-label={en.startPage}
        onClick={() => store.setState(({ view }) => ({ view: { ...view, screen: 'start' } }))}
      >
        {en.appName}
      </button>
      <PackBadge />
      <DeviceBadge />
      <div className={styles['tools']}>
        <span className={styles['wide']}>
          <ActionButton action="help" icon={<Keyboard {...ICON} />} isIconOnly />
        </span>
        <span className={styles['start']}>
          <ActionButton
            action="toggle-theme"
            icon={
              <span className={styles['theme']}>
                <Sun {...ICON} />
                <Moon {...ICON} />
              </span>
            }
            isIconOnly
          />
        </span>
        {isEditing ? (
          <>
            <span className={styles['divider']} />
            <ActionButton action="undo" icon={<Undo2 {...ICON} />} isIconOnly />
            <span className={styles['wide']}>
              <ActionButton action="redo" icon={<Redo2 {...ICON} />} isIconOnly />
            </span>
            <span className={styles['divider']} />
            <ActionButton action="open-photo" icon={<ImagePlus {...ICON} />} isIconOnly />
            <span className={styles['wide']}>
              <ActionButton action="paste" icon={<Clipboard {...ICON} />} isIconOnly />
            </span>
            <span className={styles['wide']}>
              <ActionButton action="copy-image" icon={<Copy {...ICON} />} isIconOnly />
            </span>
            <DownloadButton />
          </>
        ) : null}
      </div>
    </header>
  );
}
