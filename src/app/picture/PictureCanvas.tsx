import { useEffect, useImperativeHandle, useRef, type CSSProperties, type ReactNode, type Ref } from 'react';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { paintImage } from './paint-image.ts';

export interface PictureCanvasProps {
  /** Null for the picture of what has its name elsewhere. */
  readonly label: string | null;
  readonly image: PixelImage;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
  readonly ref?: Ref<HTMLCanvasElement>;
}

/** An image on a canvas. */
export function PictureCanvas({ label, image, className, style, ref }: PictureCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useImperativeHandle<HTMLCanvasElement | null, HTMLCanvasElement | null>(ref, () => canvas.current, []);
  useEffect(() => {
    if (canvas.current !== null) paintImage(canvas.current, image);
  }, [image]);
  const named = label === null ? ({ 'aria-hidden': true } as const) : ({ role: 'img', 'aria-label': label } as const);
  return <canvas ref={canvas} {...named} className={className} style={style} />;
}
