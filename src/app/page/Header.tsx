import { Clipboard, Copy, ImagePlus, Redo2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../actions/ActionButton.tsx';
import { useApp, useAppState } from '../app-context.ts';
import { PHONE, useMediaQuery } from '../ui/use-media-query.ts';
import { ViewBar } from '../features/canvas/ViewBar.tsx';
import { DeviceBadge } from '../features/device/DeviceBadge.tsx';
import { PackBadge } from '../features/device/PackBadge.tsx';
import { DownloadButton } from '../features/export/DownloadButton.tsx';
import { HeaderMenu } from '../features/menu/HeaderMenu.tsx';
import { PanelButton } from '../features/panel/PanelButton.tsx';
import styles from './Header.module.css';
import { isDoubtful } from './is-doubtful.ts';
import { texts } from '../i18n/texts.ts';

const ICON = { size: 17, 'aria-hidden': true } as const;

/** The name, what runs where, and the tools for the whole picture. */
export function Header(): ReactNode {
  const { store } = useApp();
  const isEditing = useAppState((state) => state.view.screen === 'edit' && state.photo !== null);
  const isInDoubt = useAppState((state) => state.photo !== null && isDoubtful(state));
  const isPhone = useMediaQuery(PHONE);
  return (
    <header className={styles['header']}>
      <div className={styles['names']}>
        <button
          type="button"
          className={styles['name']}
          aria-label={texts.startPage}
          onClick={() => store.setState(({ view }) => ({ view: { ...view, screen: 'start' } }))}
        >
          {texts.appName}
        </button>
        <PackBadge />
        <DeviceBadge />
      </div>
      {isEditing && !isPhone ? <ViewBar /> : null}
      <div className={styles['tools']}>
        {isEditing ? (
          <>
            <ActionButton action="undo" icon={<Undo2 {...ICON} />} isIconOnly />
            <span className={styles['wide']}>
              <ActionButton action="redo" icon={<Redo2 {...ICON} />} isIconOnly />
            </span>
            <span className={styles['divider']} />
            <span className={styles['wide']}>
              <ActionButton action="open-photo" icon={<ImagePlus {...ICON} />} isIconOnly />
            </span>
            <span className={styles['wide']}>
              <ActionButton action="paste" icon={<Clipboard {...ICON} />} isIconOnly />
            </span>
            <span className={styles['wide']}>
              <ActionButton action="copy-image" icon={<Copy {...ICON} />} isIconOnly />
            </span>
            <HeaderMenu />
            <PanelButton />
            <DownloadButton isQuiet={isInDoubt} />
          </>
        ) : (
          <HeaderMenu />
        )}
      </div>
    </header>
  );
}
