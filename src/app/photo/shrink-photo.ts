import { zlibSync } from 'fflate';
import { writePng } from '../../imaging/png/write-png.ts';
import type { Photo } from './photo.ts';

/** What is left of a photo whose file is gone: the part that is edited, at the size it is edited at, as a photo of its own. */
export async function shrinkPhoto(photo: Omit<Photo, 'file'>): Promise<Photo> {
  const { width, height } = photo.pixels;
  const png = await writePng(photo.pixels, async (bytes) => zlibSync(bytes));
  return {
    ...photo,
    id: crypto.randomUUID(),
    file: new Blob([png], { type: 'image/png' }),
    widthPx: width,
    heightPx: height,
    crop: { x: 0, y: 0, width, height },
  };
}
