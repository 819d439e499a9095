import { useId, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly width: 'narrow' | 'medium' | 'wide';
  /** What the button beside the title says. */
  readonly closeLabel: string;
  readonly onClose: () => void;
  /** Asked before Esc closes; false keeps it open. */
  readonly onEscape?: () => boolean;
  readonly ref?: RefObject<HTMLDialogElement | null>;
  readonly children: ReactNode;
}

/** A modal dialog, open as long as it is there: its title stays, the rest scrolls. The focus goes back to what opened it. */
export function Dialog({ title, width, closeLabel, onClose, onEscape, ref, children }: DialogProps): ReactNode {
  const own = useRef<HTMLDialogElement>(null);
  const dialog = ref ?? own;
  const id = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Before it leaves the document: only a dialog that is closed gives the focus back.
    return () => element?.close();
  }, [dialog]);

  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      data-width={width}
      aria-labelledby={id}
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) onClose();
      }}
      onCancel={(event) => {
        if (onEscape?.() === false) event.preventDefault();
      }}
    >
      <div className={styles['head']}>
        <h2 id={id}>{title}</h2>
        <Button label={closeLabel} onPress={onClose} />
      </div>
      <div className={styles['body']}>{children}</div>
    </dialog>
  );
}
