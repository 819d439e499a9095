import type { PixelImage } from '../../protocol/edit-request.ts';
import { type Raster, resizeBilinear } from '../control/raster.ts';

/** A latent mask at image size, 0..255. */
export function toPixelMask(mask: Raster, width: number, height: number): Uint8Array<ArrayBuffer> {
  const { data } = resizeBilinear(mask, width, height);
  const pixels = new Uint8Array(width * height);
  data.forEach((value, i) => {
    pixels[i] = Math.round(255 * value);
  });
  return pixels;
}

/** The edited picture inside the mask, the photo itself outside: the autoencoder's loss stays within the edit. */
export function compositeOnPhoto(photo: PixelImage, edited: PixelImage, mask: Uint8Array): PixelImage {
  const data = edited.data.map((value, i) => {
    const kept = photo.data[i] ?? 0;
    return kept + ((mask[i >> 2] ?? 0) / 255) * (value - kept);
  });
  return { width: photo.width, height: photo.height, data };
}
