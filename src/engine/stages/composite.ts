import type { PixelImage } from '../../protocol/edit-request.ts';
import { type Raster, resizeBilinear } from '../control/raster.ts';
import { correctMask, type PaintedMask } from '../control/user-mask.ts';

/** A latent mask at image size. */
export function enlargeMask(mask: Raster, { width, height }: Pick<PixelImage, 'width' | 'height'>): Raster {
  return resizeBilinear(mask, width, height);
}

/** 0..1 to 0..255. */
export function toPixelMask({ data }: Raster): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(data, (value) => Math.round(255 * value));
}

/** The edited picture inside the mask, the photo itself outside: the autoencoder's loss stays within the edit. */
export function compositeOnPhoto(photo: PixelImage, edited: PixelImage, mask: Uint8Array): PixelImage {
  const data = edited.data.map((value, i) => {
    const kept = photo.data[i] ?? 0;
    return kept + ((mask[i >> 2] ?? 0) / 255) * (value - kept);
  });
  return { width: photo.width, height: photo.height, data };
}

/** A preview, with the photo itself wherever the user's mask lets no edit in. */
export function keepUnpainted(photo: PixelImage, preview: PixelImage, userMask: PaintedMask | null): PixelImage {
  const mask = userMask && correctMask(null, userMask);
  return mask ? compositeOnPhoto(photo, preview, toPixelMask(mask)) : preview;
}
