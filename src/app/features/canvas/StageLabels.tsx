import type { ReactNode } from 'react';
import { canvasTexts } from './texts.ts';
import type { StageView } from './derive-stage.ts';
import styles from './Stage.module.css';

export interface StageLabelsProps {
  readonly shows: StageView['shows'];
  readonly isDraft: boolean;
}

/** Which side is which. */
export function StageLabels({ shows, isDraft }: StageLabelsProps): ReactNode {
  return (
    <>
      <span className={styles['before']} data-shown={shows.before}>
        {canvasTexts.before}
      </span>
      <span className={styles['after']} data-draft={isDraft} data-shown={shows.after}>
        {isDraft ? canvasTexts.draft : canvasTexts.after}
      </span>
    </>
  );
}
