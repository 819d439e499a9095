import { zlibSync } from 'fflate';
import { coveredPart } from '../../imaging/plan-extents.ts';
import { writePng } from '../../imaging/png/write-png.ts';
import { seenOf, type Photo } from './photo.ts';

/** What is left of a photo whose file is gone: the part that is edited, at the size it is edited at, as a photo of its own. */
export async function shrinkPhoto(photo: Omit<Photo, 'file'>): Promise<Photo> {
  const { followsWords, ...rest } = photo;
  const { pixels, crop } = photo;
  const seen = seenOf(photo, pixels);
  const { width, height } = seen;
  const { x, y } = coveredPart({ crop, target: pixels }, { width: photo.widthPx, height: photo.heightPx });
  const isPart = width === pixels.width && height === pixels.height;
  const png = await writePng(seen, async (bytes) => zlibSync(bytes));
  return {
    ...rest,
    ...(followsWords && !isPart && { followsWords }),
    id: crypto.randomUUID(),
    file: new Blob([png], { type: 'image/png' }),
    widthPx: width,
    heightPx: height,
    crop: { x: 0 - x, y: 0 - y, width: pixels.width, height: pixels.height },
  };
}
