import { Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Notice.module.css';

export interface NoticeProps {
  /** Something is not as it should be, or a hint. */
  readonly tone: 'warning' | 'hint';
  /** Read out as soon as it is there. */
  readonly isAlert?: boolean;
  /** A sentence, and a button or two. */
  readonly children: ReactNode;
}

/** One sentence in a line of its own, and what can be done. */
export function Notice({ tone, isAlert = false, children }: NoticeProps): ReactNode {
  const Icon = tone === 'warning' ? TriangleAlert : Info;
  return (
    <div role={isAlert ? 'alert' : undefined} className={styles['notice']} data-tone={tone}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles['content']}>{children}</div>
    </div>
  );
}
