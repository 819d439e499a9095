import { useState, type ReactNode } from 'react';
import { useApp } from '../../app-context.ts';
import { openTexts } from './texts.ts';
import { DiffText } from '../../ui/DiffText.tsx';
import { SAMPLES_URL, type Sample } from './load-samples.ts';
import { openSample } from './open-sample.ts';
import styles from './SampleCard.module.css';

export interface SampleCardProps {
  readonly sample: Sample;
}

/** A photo with its whole edit: the first touch already edits. */
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
      <img src={`${SAMPLES_URL}${sample.file}`} alt="" className={styles['picture']} draggable={false} />
      <span className={styles['words']}>
        <span className="visually-hidden">{openTexts.start.sample}</span>
        <DiffText source={source} target={target} />
      </span>
    </button>
  );
}
