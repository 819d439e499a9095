import type { PhotoFormat, PhotoProblem } from '../protocol/photo-work.ts';
import type { Extent } from './plan-extents.ts';
import { readImageSize } from './read-image-size.ts';
import { sniffImageType, type ForeignType, type ImageType } from './sniff-image-type.ts';
import { readTiffLayout } from './tiff/read-tiff-layout.ts';

/** What browsers can hold as one bitmap. */
const MAX_PIXELS = 268_000_000;
/** The longest side of a canvas in Chromium and Firefox; where a browser ends earlier, decoding fails. */
const MAX_SIDE_PX = 32_767;

/** Names of formats that few browsers open, as the sentence has them. */
const FOREIGN_FORMATS = {
  heic: 'HEIC',
  jxl: 'JPEG XL',
  jp2: 'JPEG 2000',
  raw: 'RAW',
} as const satisfies Record<ForeignType, string>;

/**
 * Says what keeps a photo from being opened, from its header alone, so that an image too large for the browser is never
 * decoded. Null if nothing does. `photo/heic` and `photo/foreign-format` are what to say where the browser cannot decode it either.
 *
 * @param bytes the start of the file, or all of it
 */
export function checkPhoto(bytes: Uint8Array, name: string): PhotoProblem | null {
  const type = sniffImageType(bytes);
  if (type === null) return { code: 'photo/not-an-image', parameters: { name } };
  if (type === 'heic') return { code: 'photo/heic', parameters: { name } };
  if (isForeign(type)) return { code: 'photo/foreign-format', parameters: { name, format: FOREIGN_FORMATS[type] } };
  if (type === 'tiff' && readTiffLayout(bytes) === 'foreign') {
    return { code: 'photo/foreign-format', parameters: { name, format: 'TIFF' } };
  }
  const size = readImageSize(bytes, type);
  if (size === null) return { code: 'photo/unreadable', parameters: { name } };
  const { width, height } = size;
  if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE_PX) {
    return { code: 'photo/too-large', parameters: { name, width, height } };
  }
  return null;
}

/** The one format that holds less than a canvas does (RFC 9649, 2.5 and 3.4). */
const WEBP_LIMIT = { format: 'WebP', sidePx: 16_383 } as const;

/** Says what keeps a picture from being saved in a format: `photo/too-long` with `{ name, format, sidePx }`. Null if nothing does. */
export function checkSides({ width, height }: Extent, format: PhotoFormat, name: string): PhotoProblem | null {
  if (format !== 'webp' || Math.max(width, height) <= WEBP_LIMIT.sidePx) return null;
  return { code: 'photo/too-long', parameters: { name, ...WEBP_LIMIT } };
}

function isForeign(type: ImageType): type is ForeignType {
  return Object.hasOwn(FOREIGN_FORMATS, type);
}
