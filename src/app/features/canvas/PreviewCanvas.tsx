import { useEffect, useRef, type ReactNode } from 'react';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { useApp } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { paintImage } from '../../picture/paint-image.ts';
import { fadeCrop, placeCrop } from './place-crop.ts';
import styles from './Stage.module.css';

export interface PreviewCanvasProps {
  readonly photo: Photo;
  /** What is shown between the last preview and the picture at full size; null while previews come. */
  readonly image: PixelImage | null;
  readonly isShown: boolean;
}

/** What the model paints while it paints, at its own size, over the part of the photo that is edited. */
export function PreviewCanvas({ photo, image, isShown }: PreviewCanvasProps): ReactNode {
  const { previews } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(
    () =>
      previews.subscribe((preview) => {
        if (canvas.current !== null) paintImage(canvas.current, preview);
      }),
    [previews],
  );

  useEffect(() => {
    if (canvas.current !== null && image !== null) paintImage(canvas.current, image);
  }, [image]);

  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      className={styles['preview']}
      data-shown={isShown}
      style={{ ...placeCrop(photo), ...fadeCrop(photo) }}
    />
  );
}
