import { ExternalLink } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './PacksDialog.module.css';

export interface LicenseGateProps {
  readonly name: string;
  readonly license: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly onDownload: () => void;
}

/** A download that begins only after its licence was read, or at least was there to be read. */
export function LicenseGate({ name, license, url, sizeBytes, onDownload }: LicenseGateProps): ReactNode {
  const [isRead, setRead] = useState(false);
  const id = useId();
  return (
    <div className={styles['gate']}>
      <p>
        {texts.packs.license}:{' '}
        <a href={url} target="_blank" rel="noreferrer">
          {license}
          <ExternalLink size={13} aria-hidden="true" />
          <span className="visually-hidden"> {texts.packs.licenseNew}</span>
        </a>
      </p>
      <div className={styles['gateRow']}>
        <label htmlFor={id} className={styles['check']}>
          <input
            id={id}
            type="checkbox"
            aria-label={texts.packs.licenseOf(name)}
            checked={isRead}
            onChange={(event) => setRead(event.currentTarget.checked)}
          />
          {texts.packs.licenseRead}
        </label>
        <Button
          variant="outlined"
          label={texts.packs.downloadShort(sizeBytes)}
          name={texts.packs.download(name, sizeBytes)}
          isDisabled={!isRead}
          onPress={onDownload}
        />
      </div>
    </div>
  );
}
