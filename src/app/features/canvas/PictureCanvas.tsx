import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { paintImage } from './paint-image.ts';

/** Enough for the largest picture on a usual screen. */
export const PICTURE_SIDE_PX = 768;

export interface PictureCanvasProps {
  readonly label: string;
  readonly image: PixelImage;
  readonly className?: string | undefined;
  /** Pixels of the canvas a side, at least. */
  readonly sidePx?: number;
  readonly ref?: Ref<HTMLCanvasElement>;
}

/** An image with a name, on a canvas. */
export function PictureCanvas({
  label,
  image,
  className,
  sidePx = PICTURE_SIDE_PX,
  ref,
}: PictureCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useImperativeHandle<HTMLCanvasElement | null, HTMLCanvasElement | null>(ref, () => canvas.current, []);
  useEffect(() => {
    if (canvas.current !== null) paintImage(canvas.current, image, sidePx);
  }, [image, sidePx]);
  return <canvas ref={canvas} role="img" aria-label={label} className={className} />;
}
