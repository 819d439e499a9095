import type { PixelImage } from '../../protocol/edit-request.ts';
import type { EditResult, WordMap } from '../../protocol/engine.ts';

const CHANNELS = 4;
/** Larger than any canvas: what is computed of it stays a number. */
const MAX_SIDE_PX = 65_535;

/** Values from outside are of the types that they say only once they have been looked at. */
type Unchecked<T> = { readonly [K in keyof T]?: unknown };

export function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_SIDE_PX;
}

/** True if an image from outside has as many bytes as its size says. */
export function isPicture(image: unknown): image is PixelImage {
  const { width, height, data } = fieldsOf<PixelImage>(image);
  return (
    isSide(width) && isSide(height) && data instanceof Uint8ClampedArray && data.length === width * height * CHANNELS
  );
}

/** True if a result from outside has every picture, mask and map in the size that it says, and its numbers are some. */
export function isWholeResult(result: unknown): result is EditResult {
  const { runId, image, inversion, mask, automaticMask, wordMaps, rows, seconds, cached } =
    fieldsOf<EditResult>(result);
  if (typeof runId !== 'string' || !isPicture(image)) return false;
  const isLayer = (layer: unknown): boolean =>
    (layer ?? null) === null || (layer instanceof Uint8Array && layer.length === image.width * image.height);
  return (
    mask !== undefined &&
    isLayer(mask) &&
    isLayer(automaticMask) &&
    ((inversion ?? null) === null ||
      isPicture(fieldsOf<NonNullable<EditResult['inversion']>>(inversion).reconstruction)) &&
    ((wordMaps ?? null) === null || areWholeMaps(wordMaps)) &&
    [rows, seconds].every(
      (numbers) => typeof numbers === 'object' && Object.values(numbers ?? {}).every(Number.isFinite),
    ) &&
    Array.isArray(cached)
  );
}

function areWholeMaps(maps: unknown): boolean {
  const { width, height, source, target } = fieldsOf<NonNullable<EditResult['wordMaps']>>(maps);
  if (!isSide(width) || !isSide(height) || !Array.isArray(source) || !Array.isArray(target)) return false;
  return [...source, ...target].every((map: unknown) => {
    const { word, strength } = fieldsOf<WordMap>(map);
    return typeof word === 'string' && strength instanceof Uint8Array && strength.length === width * height;
  });
}

export function fieldsOf<T>(value: unknown): Unchecked<T> {
  return typeof value === 'object' && value !== null ? value : {};
}
