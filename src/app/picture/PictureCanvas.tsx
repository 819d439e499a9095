import { useEffect, useImperativeHandle, useRef, type CSSProperties, type ReactNode, type Ref } from 'react';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { paintImage } from './paint-image.ts';

export interface PictureCanvasProps {
  readonly label: string;
  readonly image: PixelImage;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
  readonly ref?: Ref<HTMLCanvasElement>;
}

/** An image with a name, on a canvas. */
export function PictureCanvas({ label, image, className, style, ref }: PictureCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useImperativeHandle<HTMLCanvasElement | null, HTMLCanvasElement | null>(ref, () => canvas.current, []);
  useEffect(() => {
    if (canvas.current !== null) paintImage(canvas.current, image);
  }, [image]);
  return <canvas ref={canvas} role="img" aria-label={label} className={className} style={style} />;
}
