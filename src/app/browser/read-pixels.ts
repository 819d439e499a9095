import { limitExtent } from '../../imaging/limit-extent.ts';
import type { PixelImage } from '../../protocol/edit-request.ts';

/** The pixels of a picture, its longer side scaled down to `longSidePx` at most. Throws where the browser cannot decode it. */
export async function readPixels(file: Blob, longSidePx: number | null): Promise<PixelImage> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = limitExtent(bitmap, longSidePx);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D context.');
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
