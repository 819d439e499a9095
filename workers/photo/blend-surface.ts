import type { ColourSpace } from '../../src/imaging/colour/colour-space.ts';
import { blendRows } from '../../src/imaging/full-size/blend-rows.ts';
import { fitEditLayer } from '../../src/imaging/full-size/fit-edit-layer.ts';
import type { CropRectangle, SmallEdit } from '../../src/protocol/photo-work.ts';
import type { StraightPixels } from './straight-pixels.ts';
import type { Surface } from './surface.ts';

/** Rows that are read, blended and written at a time: a few megabytes. */
const BAND_ROWS = 256;

/**
 * Blends an edit into a photo that is drawn on a surface at `scale` times its size. Pixels outside the crop are not touched.
 *
 * @param space what the bytes on the surface are; sRGB where it is null
 */
export function blendSurface(
  { canvas, context }: Surface,
  edit: SmallEdit,
  scale: number,
  space: ColourSpace | null,
): void {
  const layer = fitEditLayer(edit);
  const crop = scaleCrop(edit.crop, scale);
  const left = Math.floor(crop.x);
  const right = Math.min(canvas.width, Math.ceil(crop.x + crop.width));
  const bottom = Math.min(canvas.height, Math.ceil(crop.y + crop.height));
  for (let top = Math.floor(crop.y); top < bottom; top += BAND_ROWS) {
    const image = context.getImageData(left, top, right - left, Math.min(BAND_ROWS, bottom - top));
    blendRows({ top, left, width: image.width, height: image.height, data: image.data }, layer, crop, canvas, space);
    context.putImageData(image, left, top);
  }
}

/** Blends an edit into the pixels of a photo at its own size, in place. Colours are not multiplied by alpha. */
export function blendPixels({ width, height, data }: StraightPixels, edit: SmallEdit, space: ColourSpace | null): void {
  const layer = fitEditLayer(edit);
  blendRows({ top: 0, left: 0, width, height, data }, layer, edit.crop, { width, height }, space);
}

function scaleCrop({ x, y, width, height }: CropRectangle, scale: number): CropRectangle {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
