import { ChevronRight } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import styles from './MessageStack.module.css';
import { messagesTexts } from './texts.ts';

export interface MessageStackProps {
  /** Views that say something or nothing, the gravest first; what each says is marked by `data-message`. */
  readonly children: ReactNode;
}

interface Shown {
  readonly index: number;
  readonly count: number;
}

/** What the page has to say, over the foot of the picture: one message at a time and their number, or several would cover half of it. */
export function MessageStack({ children }: MessageStackProps): ReactNode {
  const stack = useRef<HTMLDivElement>(null);
  const messages = useRef<readonly Element[]>([]);
  const [shown, setShown] = useState<Shown>({ index: 0, count: 0 });
  const { index, count } = shown;

  useEffect(() => {
    const element = stack.current;
    if (element === null) return;
    const look = (): void => {
      const before = messages.current;
      const now = [...element.querySelectorAll('[data-message]')];
      const newest = now.findLastIndex((message) => !before.includes(message));
      messages.current = now;
      setShown((last) => {
        const kept = now.indexOf(before[last.index] ?? element);
        // What was just said answers what was just done.
        return { index: newest >= 0 ? newest : Math.max(0, kept), count: now.length };
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(element, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    for (const [i, message] of messages.current.entries()) {
      message.toggleAttribute('data-waiting', i !== shown.index);
    }
  }, [shown]);

  return (
    <div ref={stack} className={styles['stack']} data-several={count > 1}>
      {children}
      {count > 1 ? (
        <div className={styles['next']}>
          <Button
            label={messagesTexts.which(index + 1, count)}
            name={messagesTexts.next(index + 1, count)}
            icon={<ChevronRight size={14} aria-hidden="true" />}
            onPress={() => setShown({ index: (index + 1) % count, count })}
          />
        </div>
      ) : null}
    </div>
  );
}
