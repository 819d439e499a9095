import { useLayoutEffect, useRef, type ReactNode } from 'react';
import type { ShownPhoto } from './use-shown-photo.ts';

export interface FullSizeCanvasProps {
  readonly label: string;
  readonly shown: ShownPhoto | null;
  readonly className?: string | undefined;
}

/** The whole photo on a canvas, empty until it has been decoded. */
export function FullSizeCanvas({ label, shown, className }: FullSizeCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  // With the page that says what it shows, and not a moment later.
  useLayoutEffect(() => {
    // A bitmap can be handed over once; it has no size after that.
    if (canvas.current === null || shown === null || shown.bitmap.width === 0) return;
    const { width, height } = shown.bitmap;
    Object.assign(canvas.current, { width, height });
    // Handing over copies nothing: the page does not stop for a picture of many megabytes.
    canvas.current.getContext('bitmaprenderer')?.transferFromImageBitmap(shown.bitmap);
  }, [shown]);
  return <canvas ref={canvas} role="img" aria-label={label} className={className} />;
}
