import { sniffImageType, type ImageType } from '../sniff-image-type.ts';
import { readJpegExif } from './jpeg-segments.ts';
import { readPngExif } from './png-chunks.ts';
import { readWebpExif } from './webp-chunks.ts';

const READERS = {
  jpeg: readJpegExif,
  png: readPngExif,
  webp: readWebpExif,
} as const satisfies Partial<Record<ImageType, (bytes: Uint8Array) => Uint8Array | null>>;

/** Formats whose Exif is read. */
export type ExifType = keyof typeof READERS;

/** The TIFF block of a photo's Exif, and the format that it was found in; null where there is none. */
export function readExif(photo: Uint8Array): { readonly type: ExifType; readonly tiff: Uint8Array } | null {
  const type = sniffImageType(photo);
  if (type === null || !hasReader(type)) return null;
  const tiff = READERS[type](photo);
  return tiff === null ? null : { type, tiff };
}

function hasReader(type: ImageType): type is ExifType {
  return Object.hasOwn(READERS, type);
}
