import type { ReactNode } from 'react';
import type { KnownPack, KnownPackId } from '../../../protocol/known-packs.ts';
import { useApp } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { checkFit, type DeviceFacts } from '../../store/check-fit.ts';
import { LicenseGate } from './LicenseGate.tsx';
import styles from './PacksDialog.module.css';
import { describeFit } from './describe-fit.ts';

export interface KnownPackCardProps {
  readonly id: KnownPackId;
  readonly pack: KnownPack;
  readonly device: DeviceFacts;
  /** The first of those that this device can run. */
  readonly isBest: boolean;
}

/** A model that can be fetched: what it is, whether it fits here, and its licence. */
export function KnownPackCard({ id, pack, device, isBest }: KnownPackCardProps): ReactNode {
  const { packs } = useApp();
  const { name, sources, license, sizeBytes, needs } = pack;
  const fit = checkFit(needs, device);
  return (
    <article className={styles['card']} aria-label={name} data-verdict={fit.verdict}>
      <h4>
        {name}
        {isBest ? <span className={styles['best']}>{texts.packs.recommended}</span> : null}
      </h4>
      <p>{texts.packs.known[id]}</p>
      <p className={styles['quiet']}>
        {texts.packs.needs(needs.memoryBytes, needs.float16)}{' '}
        <span className={styles['verdict']}>{describeFit(fit)}</span>
      </p>
      <LicenseGate
        name={name}
        license={license.name}
        url={license.url}
        sizeBytes={sizeBytes}
        onDownload={() => void packs.fetch({ id, name, sources })}
      />
    </article>
  );
}
