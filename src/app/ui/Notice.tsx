import { Info, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { texts } from '../i18n/texts.ts';
import { Button } from './Button.tsx';
import styles from './Notice.module.css';

export interface NoticeProps {
  /** Something is not as it should be, or a hint. */
  readonly tone: 'warning' | 'hint';
  /** Read out as soon as it is there. */
  readonly isAlert?: boolean;
  /** What can be done: a button. */
  readonly action?: ReactNode;
  /** A sentence or two. */
  readonly children: ReactNode;
}

/** One sentence in a line of its own, and what can be done. A long one is folded until it is asked for. */
export function Notice({ tone, isAlert = false, action, children }: NoticeProps): ReactNode {
  const Icon = tone === 'warning' ? TriangleAlert : Info;
  const text = useRef<HTMLDivElement>(null);
  const [isUnfolded, setIsUnfolded] = useState(false);
  const [isCut, setIsCut] = useState(false);

  useEffect(() => {
    const element = text.current;
    if (element === null) return;
    const measure = (): void => setIsCut(element.scrollHeight > element.clientHeight + 1);
    // Another width, or another sentence.
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    const mutations = new MutationObserver(measure);
    mutations.observe(element, { childList: true, characterData: true, subtree: true });
    return () => {
      resizes.disconnect();
      mutations.disconnect();
    };
  }, []);

  return (
    <div role={isAlert ? 'alert' : undefined} className={styles['notice']} data-tone={tone} data-message="">
      <Icon size={16} aria-hidden="true" />
      <div className={styles['content']}>
        <div ref={text} className={styles['text']} data-unfolded={isUnfolded}>
          {children}
        </div>
        <div className={styles['actions']}>
          {isCut || isUnfolded ? (
            <Button
              variant="link"
              label={isUnfolded ? texts.readLess : texts.readMore}
              onPress={() => setIsUnfolded(!isUnfolded)}
            />
          ) : null}
          {action}
        </div>
      </div>
    </div>
  );
}
