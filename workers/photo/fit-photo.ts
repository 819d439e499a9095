import type { ExtentPlan } from '../../src/imaging/plan-extents.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { createSurface } from './surface.ts';

/** Cuts and scales a decoded photo by its plan; transparent parts become white. */
export async function fitPhoto(bitmap: ImageBitmap, { crop, target }: ExtentPlan): Promise<PixelImage> {
  const scaled = await createImageBitmap(bitmap, crop.x, crop.y, crop.width, crop.height, {
    resizeWidth: target.width,
    resizeHeight: target.height,
    resizeQuality: 'high',
  });
  const { context } = createSurface(target.width, target.height);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, target.width, target.height);
  context.drawImage(scaled, 0, 0);
  scaled.close();
  const { data } = context.getImageData(0, 0, target.width, target.height);
  return { width: target.width, height: target.height, data: new Uint8ClampedArray(data) };
}
