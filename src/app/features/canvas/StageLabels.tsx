import type { ReactNode } from 'react';
import { canvasTexts } from './texts.ts';
import styles from './Stage.module.css';

/** Which side is which: the photo as it was. */
export function BeforeLabel({ isShown }: { readonly isShown: boolean }): ReactNode {
  return (
    <span className={styles['before']} data-shown={isShown}>
      {canvasTexts.before}
    </span>
  );
}

export interface AfterLabelProps {
  readonly isShown: boolean;
  readonly isDraft: boolean;
}

/** Which side is which: what became of the photo. */
export function AfterLabel({ isShown, isDraft }: AfterLabelProps): ReactNode {
  return (
    <span className={styles['after']} data-draft={isDraft} data-shown={isShown}>
      {isDraft ? canvasTexts.draft : canvasTexts.after}
    </span>
  );
}
