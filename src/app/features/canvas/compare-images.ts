import type { PixelImage } from '../../../protocol/edit-request.ts';
import { ACTS_RGB } from '../../mask/acts-colour.ts';

/** Changes are small numbers: shown three times as large. */
const GAIN = 3;
/** Of the dark that a word's map lays over the photo, and that its colour shines through. */
const HEAT_OPACITY = 0.6;

/** |a - b| per channel, amplified. Both images have the same size. */
export function paintDifference(a: PixelImage, b: PixelImage): PixelImage {
  const data = new Uint8ClampedArray(a.data.length);
  for (let index = 0; index < data.length; index += 1) {
    data[index] = index % 4 === 3 ? 255 : Math.abs((a.data[index] ?? 0) - (b.data[index] ?? 0)) * GAIN;
  }
  return { width: a.width, height: a.height, data };
}

/** Where a word acts (0..255 per cell): from see-through dark to a see-through hue, plain on any photo. */
export function paintHeat(strength: Uint8Array, width: number, height: number): PixelImage {
  const data = new Uint8ClampedArray(width * height * 4);
  strength.forEach((value, cell) => {
    ACTS_RGB.forEach((channel, at) => {
      data[4 * cell + at] = (channel * value) / 255;
    });
    data[4 * cell + 3] = 255 * HEAT_OPACITY;
  });
  return { width, height, data };
}
