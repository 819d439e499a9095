import { useState, type ReactNode } from 'react';
import type { EngineError } from '../../../protocol/errors.ts';
import type { PackOffer } from '../../../protocol/pack-store.ts';
import {
  formatRepository,
  pageOf,
  parseRepository,
  type RepositoryAddress,
} from '../../../protocol/parse-repository.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { checkFit, estimateNeeds, type DeviceFacts } from '../../store/check-fit.ts';
import { LicenseGate } from './LicenseGate.tsx';
import styles from './PacksDialog.module.css';
import { describeFit } from './describe-fit.ts';

type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'failed'; readonly error: EngineError }
  | { readonly kind: 'found'; readonly address: RepositoryAddress; readonly offer: PackOffer };

/** Any repository of the hub, by its name. */
export function HubForm({ device }: { readonly device: DeviceFacts | null }): ReactNode {
  const { packs } = useApp();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<Answer>({ kind: 'none' });
  const inspect = async (): Promise<void> => {
    const address = parseRepository(text);
    if (address === null) {
      setAnswer({ kind: 'invalid' });
      return;
    }
    setAnswer({ kind: 'looking' });
    const result = await packs.inspect(address);
    setAnswer(result.ok ? { kind: 'found', address, offer: result.value } : { kind: 'failed', error: result.error });
  };
  return (
    <section aria-labelledby="packs-hub" className={styles['section']}>
      <h3 id="packs-hub">{texts.packs.hub}</h3>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void inspect();
        }}
      >
        <input
          type="text"
          className={styles['field']}
          aria-label={texts.packs.hubField}
          placeholder={texts.packs.hubHint}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          variant="outlined"
          label={texts.packs.hubLook}
          isDisabled={answer.kind === 'looking'}
          onPress={() => void inspect()}
        />
      </form>
      <div role="status">
        {answer.kind === 'invalid' ? <p className={styles['note']}>{texts.packs.hubInvalid}</p> : null}
        {answer.kind === 'looking' ? <p className={styles['quiet']}>{texts.packs.starting}</p> : null}
        {answer.kind === 'failed' ? (
          <p className={styles['note']} data-kind="error">
            {describeError(answer.error)}
          </p>
        ) : null}
        {answer.kind === 'found' ? (
          <Offer
            address={answer.address}
            offer={answer.offer}
            device={device}
            onTaken={() => setAnswer({ kind: 'none' })}
          />
        ) : null}
      </div>
    </section>
  );
}

interface OfferProps {
  readonly address: RepositoryAddress;
  readonly offer: PackOffer;
  readonly device: DeviceFacts | null;
  readonly onTaken: () => void;
}

function Offer({ address, offer, device, onTaken }: OfferProps): ReactNode {
  const { packs } = useApp();
  const { spec, files, sizeBytes, license, missing } = offer;
  const named = formatRepository(address);
  const [lacking] = missing;
  const space = useAppState((state) => state.packs.content?.space);
  if (lacking !== undefined) {
    return (
      <p className={styles['note']} data-kind="error">
        {texts.packs.hubMissing(lacking)}
      </p>
    );
  }
  const needs = estimateNeeds(sizeBytes);
  const fit = device === null ? null : checkFit(needs, device);
  const hasSpace = space === undefined || sizeBytes < space.freeBytes;
  return (
    <article className={styles['card']} aria-label={named} data-verdict={fit?.verdict}>
      <h4>{named}</h4>
      <p className={styles['quiet']}>{texts.packs.hubOffer(files, sizeBytes)}</p>
      {fit === null || fit.verdict === 'fits' ? null : (
        <p className={styles['quiet']}>
          {texts.packs.needs(needs.memoryBytes, needs.float16)}{' '}
          <span className={styles['verdict']}>{describeFit(fit)}</span>
        </p>
      )}
      {hasSpace ? null : (
        <p className={styles['note']} data-kind="error">
          {describeError({
            code: 'store/no-space',
            parameters: { neededBytes: sizeBytes, freeBytes: space.freeBytes },
          })}
        </p>
      )}
      <LicenseGate
        name={named}
        license={license ?? texts.packs.licenseUnknown}
        url={pageOf(address)}
        sizeBytes={sizeBytes}
        onDownload={() => {
          onTaken();
          void packs.fetch(spec);
        }}
      />
    </article>
  );
}
