import { Box } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './Badges.module.css';

/** Which model is loaded; opens the list of models. */
export function PackBadge(): ReactNode {
  const { packs } = useApp();
  const manifest = useAppState((state) => state.pack.opened?.manifest);
  const isStarter = useAppState((state) => state.packs.choice.kind === 'starter');
  const name = manifest === undefined ? null : isStarter ? texts.packs.toyScenes(manifest.name) : manifest.name;
  const label = name === null ? texts.packs.badgeEmpty : texts.packs.badge(name);
  return (
    <button
      type="button"
      className={styles['badge']}
      aria-label={label}
      aria-haspopup="dialog"
      title={manifest === undefined ? label : texts.device.pack(manifest.name, manifest.totalBytes)}
      onClick={() => packs.openDialog()}
    >
      <Box size={15} aria-hidden="true" />
      <span className={styles['packName']}>{name ?? texts.packs.badgeEmpty}</span>
    </button>
  );
}
