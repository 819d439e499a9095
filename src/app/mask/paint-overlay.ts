import type { PixelImage, UserMask } from '../../protocol/edit-request.ts';
import { ACTS_RGB } from './acts-colour.ts';

const ACTS_OPACITY = 0.6;
/** Paint that the edit does not use. */
const IDLE_OPACITY = 0.28;
/** Of the shadow over what was erased. */
const ERASED_OPACITY = 0.45;

/**
 * Where the edit acts as a strong colour, where it was let in but does not act as a weak one, what was erased as a shadow.
 *
 * @param automatic where the changed words act, 0..255 a pixel; null where that is everywhere or not known yet
 */
export function paintOverlay(
  automatic: Uint8Array | null,
  mask: UserMask | null,
  { width, height }: Pick<PixelImage, 'width' | 'height'>,
): PixelImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const added = (mask?.added[pixel] ?? 0) / 255;
    const removed = (mask?.removed[pixel] ?? 0) / 255;
    const own = automatic === null ? null : (automatic[pixel] ?? 0) / 255;
    const acts = (mask?.isLimit === true ? added * (own ?? 1) : Math.max(own ?? 0, added)) * (1 - removed);
    const colour = ACTS_OPACITY * acts + IDLE_OPACITY * (mask?.isLimit === true ? added - acts : 0);
    const shadow = ERASED_OPACITY * removed * (1 - colour);
    const opacity = colour + shadow;
    if (opacity === 0) continue;
    ACTS_RGB.forEach((channel, at) => {
      data[4 * pixel + at] = (channel * colour) / opacity;
    });
    data[4 * pixel + 3] = 255 * opacity;
  }
  return { width, height, data };
}
