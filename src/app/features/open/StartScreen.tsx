import { ArrowLeft, Blocks, Clipboard, Cpu, ImagePlus, Lock } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import type { DeviceInfo } from '../../../protocol/engine.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { openTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { ContinueCard } from './ContinueCard.tsx';
import { loadSamples, SAMPLES_URL, type Sample } from './load-samples.ts';
import { LinkedWords } from './LinkedWords.tsx';
import { SampleCard } from './SampleCard.tsx';
import styles from './StartScreen.module.css';

export interface StartScreenProps {
  /** What stands in the way of the model, said above everything else. */
  readonly problem: ReactNode;
}

/** The empty page: what this is, and the ways in. */
export function StartScreen({ problem }: StartScreenProps): ReactNode {
  const { store, packs } = useApp();
  const hasPhoto = useAppState((state) => state.photo !== null);
  const device = useAppState((state) => state.pack.opened?.device);
  const isStarter = useAppState((state) => state.packs.choice.kind === 'starter');
  const [samples, setSamples] = useState<readonly Sample[]>([]);

  useEffect(() => {
    let isWanted = true;
    void loadSamples(SAMPLES_URL).then((list) => {
      if (isWanted) setSamples(list);
    });
    return () => {
      isWanted = false;
    };
  }, []);

  return (
    <div className={styles['screen']}>
      <div className={styles['column']}>
        {problem}
        {hasPhoto ? (
          <div>
            <Button
              variant="link"
              icon={<ArrowLeft size={16} aria-hidden="true" />}
              label={openTexts.start.back}
              onPress={() => store.setState(({ view }) => ({ view: { ...view, screen: 'edit' } }))}
            />
          </div>
        ) : null}
        <ContinueCard />
        <LinkedWords />
        <div className={styles['words']}>
          <h1>{openTexts.start.headline}</h1>
          <p>{openTexts.start.lead}</p>
        </div>
        <div className={styles['drop']}>
          <ImagePlus size={32} strokeWidth={1.5} aria-hidden="true" className={styles['icon']} />
          <div>
            <p className={styles['dropTitle']}>{openTexts.start.drop}</p>
            <p className={styles['quiet']}>{openTexts.start.or}</p>
          </div>
          <div className={styles['buttons']}>
            <ActionButton action="open-photo" variant="strong" />
            <ActionButton action="paste" variant="outlined" icon={<Clipboard size={16} aria-hidden="true" />} />
          </div>
        </div>
        <p className={styles['privacy']}>
          <Lock size={14} aria-hidden="true" />
          {openTexts.start.privacy}
        </p>
        {isStarter ? (
          <p className={styles['privacy']}>
            <Blocks size={14} aria-hidden="true" />
            <span className={styles['note']}>{openTexts.start.starter}</span>
            <Button variant="link" label={openTexts.start.models} onPress={() => packs.openDialog()} />
          </p>
        ) : null}
        <DeviceNote reason={device?.reason} />
        {samples.length > 0 ? (
          <section aria-labelledby="samples-title" className={styles['samples']}>
            <h2 id="samples-title">{openTexts.start.samples}</h2>
            <ul>
              {samples.map((sample) => (
                <li key={sample.id}>
                  <SampleCard sample={sample} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </div>
  );
}

/** Why edits run where they run. Its room is that of the longest answer, before there is one: nothing below it moves. */
function DeviceNote({ reason }: { readonly reason: DeviceInfo['reason'] | undefined }): ReactNode {
  const [longest] = Object.values(texts.deviceReasons).toSorted((a, b) => b.length - a.length);
  return (
    <p className={styles['privacy']} aria-live="polite">
      <Cpu size={14} aria-hidden="true" data-shown={reason !== undefined} />
      <span className={styles['device']} data-longest={longest}>
        <span>{reason === undefined ? null : texts.deviceReasons[reason]}</span>
      </span>
    </p>
  );
}
