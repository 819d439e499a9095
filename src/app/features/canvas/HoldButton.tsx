import { Eye } from 'lucide-react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './HoldButton.module.css';

/** Shows the photo as it was for as long as it is pressed, by finger, pointer or key: the key O without a keyboard. */
export function HoldButton(): ReactNode {
  const { store } = useApp();
  const isHolding = useAppState((state) => state.view.isHoldingOriginal);
  const hold = (isHoldingOriginal: boolean): void => {
    store.setState(({ view }) =>
      view.isHoldingOriginal === isHoldingOriginal ? {} : { view: { ...view, isHoldingOriginal } },
    );
  };
  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    // The picture under it would take hold of the pointer.
    event.stopPropagation();
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    hold(event.type === 'pointerdown');
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    hold(event.type === 'keydown');
  };
  return (
    <button
      type="button"
      className={styles['hold']}
      aria-label={texts.actions['hold-original']}
      aria-pressed={isHolding}
      title={`${texts.actions['hold-original']} (O)`}
      onPointerDown={onPointer}
      onPointerUp={onPointer}
      onPointerCancel={onPointer}
      onKeyDown={onKey}
      onKeyUp={onKey}
      onBlur={() => hold(false)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Eye size={17} aria-hidden="true" />
    </button>
  );
}
