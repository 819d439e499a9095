import { useCallback, useState, type ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Popover } from '../../ui/Popover.tsx';
import styles from './Badges.module.css';

/** Where edits run, and why there. */
export function DeviceBadge(): ReactNode {
  const { status, opened } = useAppState((state) => state.pack);
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const device = opened?.device;
  const text =
    device === undefined
      ? status === 'failed'
        ? texts.device.failed
        : texts.device.opening
      : texts.devices[device.kind];
  const reason = device === undefined ? undefined : texts.deviceReasons[device.reason];
  return (
    <div className={styles['holder']}>
      <button
        type="button"
        className={styles['badge']}
        data-device={device?.kind ?? status}
        aria-label={texts.device.name(text)}
        aria-expanded={isOpen}
        title={reason}
        disabled={opened === null}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={styles['dot']} aria-hidden="true" />
        <span className={styles['deviceName']}>{text}</span>
      </button>
      {isOpen && opened !== null ? (
        <Popover label={texts.device.title} placement="below" onClose={close}>
          <div className={styles['details']}>
            <p>{reason}</p>
            {opened.device.kind === 'wasm' && !crossOriginIsolated ? <p>{texts.device.oneCore}</p> : null}
            <p className={styles['quiet']}>{opened.device.detail}</p>
            <p className={styles['quiet']}>{texts.device.pack(opened.manifest.name, opened.manifest.totalBytes)}</p>
            <p className={styles['quiet']}>{texts.device.loadedIn(opened.seconds)}</p>
          </div>
        </Popover>
      ) : null}
    </div>
  );
}
