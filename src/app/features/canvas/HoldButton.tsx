import { Eye } from 'lucide-react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './HoldButton.module.css';
import { readKey, readPointer } from './read-event.ts';
import { useTool, type ToolContext } from './use-tool.ts';

/** Shows the photo as it was for as long as it is pressed, by finger, pointer or key: the key O without a keyboard. */
export function HoldButton(context: ToolContext): ReactNode {
  const isHolding = useAppState((state) => state.view.isHoldingOriginal);
  const send = useTool('hold', context);
  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    // The picture under it would take hold of the pointer.
    event.stopPropagation();
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    send(readPointer(event, event.currentTarget));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (send(readKey(event))) event.preventDefault();
  };
  return (
    <button
      type="button"
      className={styles['hold']}
      aria-label={texts.actions['hold-original']}
      aria-pressed={isHolding}
      title={`${texts.actions['hold-original']} (O)`}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onPointerUp={onPointer}
      onPointerCancel={onPointer}
      onKeyDown={onKey}
      onKeyUp={onKey}
      onBlur={() => send({ type: 'blur' })}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Eye size={17} aria-hidden="true" />
    </button>
  );
}
