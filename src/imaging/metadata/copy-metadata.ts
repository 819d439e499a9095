import type { PhotoFormat } from '../../protocol/photo-work.ts';
import { writeJpegMetadata } from './jpeg-segments.ts';
import { makeXmp } from './make-xmp.ts';
import { normaliseExif, type ExifChange } from './normalise-exif.ts';
import { writePngMetadata } from './png-chunks.ts';
import { readExif } from './read-exif.ts';
import { writeWebpMetadata } from './webp-chunks.ts';

type MetadataWriter = (
  bytes: Uint8Array,
  exif: Uint8Array | null,
  xmp: Uint8Array,
  recipe: string | null,
) => Uint8Array<ArrayBuffer>;

const WRITERS = {
  jpeg: writeJpegMetadata,
  png: writePngMetadata,
  webp: writeWebpMetadata,
} as const satisfies Record<PhotoFormat, MetadataWriter>;

/**
 * Gives an encoded picture the Exif of the photo it was made from (see `normaliseExif`) and XMP that says that a model painted
 * parts of it. The photo's colour profile is not copied: its colours became sRGB when it was decoded. Nor is its XMP, which
 * may repeat the location and describes the photo before the edit.
 *
 * @param encoded a picture without metadata
 * @param photo the photo's file, of any format; Exif is found in JPEG, PNG and WebP
 * @param recipe what the picture was made by; kept in a PNG only
 */
export function copyMetadata(
  encoded: Uint8Array,
  format: PhotoFormat,
  photo: Uint8Array,
  change: ExifChange,
  recipe: string | null = null,
): Uint8Array<ArrayBuffer> {
  const exif = readExif(photo);
  return WRITERS[format](encoded, exif && normaliseExif(exif.tiff, change), makeXmp(), recipe);
}
