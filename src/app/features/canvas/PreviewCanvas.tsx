import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { useApp } from '../../app-context.ts';
import { paintImage } from '../../picture/paint-image.ts';
import { fadeCrop, placeCrop, type Placed } from './place-crop.ts';
import styles from './Stage.module.css';

const FADE_MS = 220;

export interface PreviewCanvasProps {
  /** The part of the photo that is painted. */
  readonly part: Placed;
  /** What is shown in place of previews: the picture that is foreseen, or the last one until it is there at full size. Null while previews come. */
  readonly image: PixelImage | null;
  readonly isShown: boolean;
}

/** What the model paints while it paints, at its own size, over the part of the photo that it paints. */
export function PreviewCanvas({ part, image, isShown }: PreviewCanvasProps): ReactNode {
  const { previews } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const before = useRef<HTMLCanvasElement>(null);

  /** Where what is on the canvas belongs: what was painted elsewhere must not come up here. */
  const painted = useRef<Placed['crop'] | null>(null);

  const show = useEffectEvent((preview: PixelImage): void => {
    if (image !== null || canvas.current === null || before.current === null) return;
    if (painted.current === part.crop) crossFade(before.current, canvas.current);
    else before.current.width = 0;
    paintImage(canvas.current, preview);
    painted.current = part.crop;
  });
  useEffect(() => previews.subscribe((preview) => show(preview)), [previews]);

  useEffect(() => {
    if (canvas.current === null || image === null) return;
    paintImage(canvas.current, image);
    painted.current = part.crop;
  }, [image, part.crop]);

  const style = { ...placeCrop(part), ...fadeCrop(part) };
  return (
    <>
      <canvas ref={before} aria-hidden="true" className={styles['preview']} data-shown={isShown} style={style} />
      <canvas ref={canvas} aria-hidden="true" className={styles['preview']} data-shown={isShown} style={style} />
    </>
  );
}

/** Leaves what is on a canvas on the one below it, and lets what is painted next come in over it. */
function crossFade(below: HTMLCanvasElement, above: HTMLCanvasElement): void {
  if (above.width === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  Object.assign(below, { width: above.width, height: above.height });
  below.getContext('2d')?.drawImage(above, 0, 0);
  above.animate({ opacity: [0, 1] }, { duration: FADE_MS, easing: 'ease-out' });
}
