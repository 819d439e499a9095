import { useCallback, useState, type ReactNode } from 'react';
import { CAPTION_MODEL, type FetchProgress } from '../../../protocol/describe.ts';
import { useApp } from '../../app-context.ts';
import { formatBytes } from '../../i18n/format.ts';
import { seenOf } from '../../photo/photo.ts';
import { describeTexts } from './texts.ts';
import { describePhoto } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './DescribeButton.module.css';
import { hasCaptionModel, rememberCaptionModel } from './remember-caption-model.ts';

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'working'; readonly progress: FetchProgress | null }
  | { readonly kind: 'failed' };

const IDLE: Phase = { kind: 'idle' };

/** Lets a small model say what the photo shows. It is fetched only after its size and licence were shown, and only once. */
export function DescribeButton(): ReactNode {
  const { store, describer } = useApp();
  const [phase, setPhase] = useState(IDLE);
  const close = useCallback(() => setPhase(IDLE), []);

  const describe = async (): Promise<void> => {
    const { photo } = store.getState();
    if (photo === null) return;
    setPhase({ kind: 'working', progress: null });
    const description = await describer.describe(seenOf(photo, photo.pixels), (progress) =>
      setPhase({ kind: 'working', progress }),
    );
    if (!description.ok) {
      setPhase({ kind: 'failed' });
      return;
    }
    rememberCaptionModel();
    setPhase(IDLE);
    // What was typed, or the photo that was opened, in the meantime has precedence.
    const { photo: current, prompts } = store.getState();
    if (current?.id !== photo.id || prompts.source !== '') return;
    store.setState({ prompts: describePhoto(prompts, description.text) });
  };

  if (phase.kind === 'working') {
    return (
      <span className={styles['state']} role="status">
        {describeProgress(phase.progress)}
      </span>
    );
  }
  return (
    <span className={styles['holder']}>
      {phase.kind === 'failed' ? (
        <span className={styles['state']} role="alert">
          {describeTexts.failed}
        </span>
      ) : null}
      <Button
        variant="link"
        label={phase.kind === 'failed' ? describeTexts.retry : describeTexts.start}
        onPress={() => (hasCaptionModel() ? void describe() : setPhase({ kind: 'asking' }))}
      />
      {phase.kind === 'asking' ? (
        <Popover label={describeTexts.start} placement="above" onClose={close}>
          <p className={styles['offer']}>{describeTexts.offer(formatBytes(CAPTION_MODEL.sizeBytes))}</p>
          <p className={styles['offer']}>
            <a href={CAPTION_MODEL.license.url} target="_blank" rel="noreferrer">
              {describeTexts.license(CAPTION_MODEL.repository, CAPTION_MODEL.license.name)}
            </a>
          </p>
          <Button variant="strong" label={describeTexts.get} onPress={() => void describe()} />
        </Popover>
      ) : null}
    </span>
  );
}

function describeProgress(progress: FetchProgress | null): string {
  if (progress === null || progress.loadedBytes >= progress.totalBytes) return describeTexts.reading;
  return describeTexts.fetching(formatBytes(progress.loadedBytes), formatBytes(CAPTION_MODEL.sizeBytes));
}
