import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import styles from './Popover.module.css';

export interface PopoverProps {
  readonly label: string;
  /** Which side of its anchor (the nearest positioned ancestor) it opens on. */
  readonly placement: 'above' | 'below';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A small panel next to what opened it. It takes the focus, closes on Esc or a touch outside, and gives the focus back. */
export function Popover({ label, placement, onClose, children }: PopoverProps): ReactNode {
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  const close = useEffectEvent(onClose);

  useEffect(() => {
    const element = panel.current;
    if (element === null) return;
    if (!element.contains(document.activeElement)) opener.current = document.activeElement;
    (element.querySelector<HTMLElement>('input:enabled, button:enabled, [tabindex]') ?? element).focus();
    const onPointerDown = ({ target }: PointerEvent): void => {
      const isInside =
        target instanceof Node && (element.contains(target) || opener.current?.contains(target) === true);
      if (!isInside) close();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    element.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown, true);
      element.removeEventListener('keydown', onKeyDown);
      const isFocusLost = document.activeElement === document.body || document.activeElement === null;
      if (isFocusLost && opener.current instanceof HTMLElement) opener.current.focus();
    };
  }, []);

  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      className={styles['popover']}
      data-placement={placement}
    >
      {children}
    </div>
  );
}
