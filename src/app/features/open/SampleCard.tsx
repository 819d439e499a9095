import { useState, type ReactNode } from 'react';
import { useApp } from '../../app-context.ts';
import { openTexts } from './texts.ts';
import { DiffText } from '../../ui/DiffText.tsx';
import { afterUrl, SAMPLES_URL, type Sample } from './load-samples.ts';
import { openSample } from './open-sample.ts';
import styles from './SampleCard.module.css';

export interface SampleCardProps {
  readonly sample: Sample;
}

/** A photo with its whole edit, before and after: the first touch already edits. */
export function SampleCard({ sample }: SampleCardProps): ReactNode {
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
        void openSample(context, sample).finally(() => setLoading(false));
      }}
    >
      <span className={styles['pictures']}>
        <img src={`${SAMPLES_URL}${sample.file}`} alt="" className={styles['picture']} draggable={false} />
        <img src={afterUrl(sample.id)} alt="" className={styles['after']} draggable={false} />
      </span>
      <span className={styles['words']}>
        <span className="visually-hidden">{openTexts.start.sample}</span>
        <DiffText source={source} target={target} />
      </span>
    </button>
  );
}
