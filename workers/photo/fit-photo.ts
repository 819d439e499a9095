import { continueEdges } from '../../src/imaging/continue-edges.ts';
import { coveredPart, visiblePart, type ExtentPlan } from '../../src/imaging/plan-extents.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { createSurface } from './surface.ts';

/** Cuts and scales a decoded photo by its plan; transparent parts become white, and beyond the photo its edges are continued. */
export async function fitPhoto(bitmap: ImageBitmap, plan: ExtentPlan): Promise<PixelImage> {
  const { x, y, width: across, height: down } = visiblePart(plan.crop, bitmap);
  const covered = coveredPart(plan, bitmap);
  const { width, height } = covered;
  const scaled = await createImageBitmap(bitmap, x, y, across, down, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  });
  const { context } = createSurface(width, height);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(scaled, 0, 0);
  scaled.close();
  const { data } = context.getImageData(0, 0, width, height);
  return continueEdges({ width, height, data: new Uint8ClampedArray(data) }, covered, plan.target);
}
