import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { moveCrop, resizeCrop } from '../../../imaging/move-crop.ts';
import type { CropRectangle } from '../../../protocol/photo-work.ts';
import { texts } from '../../i18n/texts.ts';
import type { Photo } from '../../photo/photo.ts';
import styles from './CropBox.module.css';
import { placeCrop } from './place-crop.ts';

export interface CropBoxProps {
  readonly photo: Photo;
  readonly crop: CropRectangle;
  readonly onChange: (crop: CropRectangle) => void;
  readonly onApply: () => void;
  readonly onCancel: () => void;
}

/** Parts of the photo's longer side that a key moves it by. */
const STEP = 0.01;
const LARGE_STEP = 0.1;
const GROWTH = 1.1;

/** The part of the photo that is edited, to be moved and resized by pointer and by keyboard. */
export function CropBox({ photo, crop, onChange, onApply, onCancel }: CropBoxProps): ReactNode {
  const box = useRef<HTMLButtonElement>(null);
  const size = { width: photo.widthPx, height: photo.heightPx };

  useEffect(() => box.current?.focus(), []);

  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    event.stopPropagation();
    const frame = box.current?.parentElement;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    if (!frame || event.type !== 'pointermove' || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const scale = photo.widthPx / frame.clientWidth;
    const isCorner = event.currentTarget !== box.current;
    // The corner keeps its distance to the centre, which stays: half of the growth is on the other side.
    const growth = 1 + (event.movementX + event.movementY) / (crop.width / scale);
    onChange(
      isCorner
        ? resizeCrop(crop, size, photo.pixels, growth)
        : moveCrop(crop, size, event.movementX * scale, event.movementY * scale),
    );
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = (event.shiftKey ? LARGE_STEP : STEP) * Math.max(size.width, size.height);
    const change = {
      ArrowLeft: () => onChange(moveCrop(crop, size, -step, 0)),
      ArrowRight: () => onChange(moveCrop(crop, size, step, 0)),
      ArrowUp: () => onChange(moveCrop(crop, size, 0, -step)),
      ArrowDown: () => onChange(moveCrop(crop, size, 0, step)),
      '+': () => onChange(resizeCrop(crop, size, photo.pixels, GROWTH)),
      '=': () => onChange(resizeCrop(crop, size, photo.pixels, GROWTH)),
      '-': () => onChange(resizeCrop(crop, size, photo.pixels, 1 / GROWTH)),
      Enter: onApply,
      Escape: onCancel,
    }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change();
  };

  return (
    <button
      ref={box}
      type="button"
      className={styles['box']}
      style={placeCrop({ ...photo, crop })}
      aria-label={texts.canvas.cropBox}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
    >
      <span className={styles['corner']} onPointerDown={onPointer} onPointerMove={onPointer} />
    </button>
  );
}
