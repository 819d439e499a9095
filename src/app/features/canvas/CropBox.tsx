import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { CropRectangle } from '../../../protocol/photo-work.ts';
import { canvasTexts } from './texts.ts';
import type { Photo } from '../../photo/photo.ts';
import styles from './CropBox.module.css';
import { placeCrop } from './place-crop.ts';
import { readKey, readPointer } from './read-event.ts';
import { useTool, type ToolContext } from './use-tool.ts';

export interface CropBoxProps extends ToolContext {
  readonly photo: Photo;
  readonly crop: CropRectangle;
}

/** The part of the photo that is edited, to be moved and resized by pointer and by keyboard. */
export function CropBox({ photo, crop, scene, apply }: CropBoxProps): ReactNode {
  const box = useRef<HTMLButtonElement>(null);
  const send = useTool('place', { scene, apply });

  useEffect(() => box.current?.focus(), []);

  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    event.stopPropagation();
    const frame = box.current?.parentElement;
    if (!frame) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    send(readPointer(event, frame, event.currentTarget !== box.current));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!send(readKey(event))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const listeners = {
    onPointerDown: onPointer,
    onPointerMove: onPointer,
    onPointerUp: onPointer,
    onPointerCancel: onPointer,
  };
  return (
    <button
      ref={box}
      type="button"
      className={styles['box']}
      style={placeCrop({ ...photo, crop })}
      aria-label={canvasTexts.cropBox}
      onKeyDown={onKeyDown}
      {...listeners}
    >
      <span className={styles['corner']} {...listeners} />
    </button>
  );
}
