import type { PixelImage } from '../protocol/edit-request.ts';
import type { CropRectangle } from '../protocol/photo-work.ts';

/** A rectangle of a picture, in whole pixels and inside of it; the picture itself where that is all of it. */
export function cutImage(image: PixelImage, { x, y, width, height }: CropRectangle): PixelImage {
  if (width === image.width && height === image.height) return image;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}
