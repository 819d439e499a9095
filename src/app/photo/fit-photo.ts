import type { PixelImage } from '../../protocol/edit-request.ts';
import type { ExtentPlan } from './plan-extents.ts';

/** Cuts and scales a decoded photo by its plan; transparent parts become white. */
export async function fitPhoto(bitmap: ImageBitmap, plan: ExtentPlan): Promise<PixelImage> {
  const { crop, target } = plan;
  const scaled = await createImageBitmap(bitmap, crop.x, crop.y, crop.width, crop.height, {
    resizeWidth: target.width,
    resizeHeight: target.height,
    resizeQuality: 'high',
  });
  const canvas = new OffscreenCanvas(target.width, target.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2D canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, target.width, target.height);
  context.drawImage(scaled, 0, 0);
  scaled.close();
  const { data } = context.getImageData(0, 0, target.width, target.height);
  return { width: target.width, height: target.height, data: new Uint8ClampedArray(data) };
}
