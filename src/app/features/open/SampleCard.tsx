import { useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { useApp, type AppContext } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { sayError } from '../../i18n/say-error.ts';
import { DEFAULT_TUNING } from '../../store/tuning-reducer.ts';
import { DiffText } from '../prompts/DiffText.tsx';
import type { Sample } from './load-samples.ts';
import { openPhoto } from './open-photo.ts';
import styles from './SampleCard.module.css';

export interface SampleCardProps {
  readonly sample: Sample;
  readonly url: string;
}

/** A photo with its whole edit: the first touch already edits. */
export function SampleCard({ sample, url }: SampleCardProps): ReactNode {
  const context = useApp();
  const [isLoading, setLoading] = useState(false);
  const { source, target } = sample;
  return (
    <button
      type="button"
      className={styles['card']}
      data-sample={sample.id}
      data-loading={isLoading}
      onClick={() => {
        setLoading(true);
        void openSample(context, sample, url).finally(() => setLoading(false));
      }}
    >
      <img src={url} alt="" className={styles['picture']} draggable={false} />
      <span className={styles['words']}>
        <span className="visually-hidden">{en.start.sample}</span>
        <DiffText source={source} target={target} />
      </span>
    </button>
  );
}

async function openSample(context: AppContext, { file, source, target, seed }: Sample, url: string): Promise<void> {
  let photo: Blob;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(String(response.status));
    photo = await response.blob();
  } catch {
    toast.error(sayError({ code: 'samples/unreadable' }));
    return;
  }
  const tuning = { ...DEFAULT_TUNING, overrides: { seed } };
  await openPhoto(context, photo, file, { prompts: { source, target, emphasis: {} }, tuning });
}
