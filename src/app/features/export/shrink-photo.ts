import { paintImage } from '../../picture/paint-image.ts';
import type { Photo } from '../../photo/photo.ts';

/** What is left of a photo whose file is gone: the part that is edited, at the size it is edited at, as a photo of its own. Null where the browser writes no picture. */
export async function shrinkPhoto(photo: Photo): Promise<Photo | null> {
  const { width, height } = photo.pixels;
  const canvas = document.createElement('canvas');
  paintImage(canvas, photo.pixels);
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (file === null) return null;
  return {
    ...photo,
    id: crypto.randomUUID(),
    file,
    widthPx: width,
    heightPx: height,
    crop: { x: 0, y: 0, width, height },
  };
}
