import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import styles from './Badges.module.css';

/** Which model is loaded and how large it is. */
export function PackBadge(): ReactNode {
  const manifest = useAppState((state) => state.pack.opened?.manifest);
  if (manifest === undefined) return null;
  return <span className={styles['pack']}>{en.device.pack(manifest.name, manifest.totalBytes)}</span>;
}
