import type { PixelImage } from '../../protocol/edit-request.ts';
import type { EditResult } from '../../protocol/engine.ts';

const CHANNELS = 4;

/** True if an image from outside has as many bytes as its size says. */
export function isPicture({ width, height, data }: PixelImage): boolean {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && data.length === width * height * CHANNELS;
}

/** True if every picture, mask and map of a result from outside has the size that it says. */
export function hasWholePictures({ image, inversion, mask, automaticMask, wordMaps }: EditResult): boolean {
  const cells = wordMaps === null ? 0 : wordMaps.width * wordMaps.height;
  const maps = wordMaps === null ? [] : [...wordMaps.source, ...wordMaps.target];
  return (
    isPicture(image) &&
    (inversion === null || isPicture(inversion.reconstruction)) &&
    [mask, automaticMask].every((layer) => (layer ?? null) === null || layer?.length === image.width * image.height) &&
    maps.every(({ strength }) => strength.length === cells)
  );
}
