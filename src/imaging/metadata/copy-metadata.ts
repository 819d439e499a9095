import type { PhotoFormat } from '../../protocol/photo-work.ts';
import { writeJpegMetadata, writeJpegProfile } from './jpeg-segments.ts';
import { makeXmp } from './make-xmp.ts';
import { normaliseExif, type ExifChange } from './normalise-exif.ts';
import { writePngMetadata, writePngProfile } from './png-chunks.ts';
import { readExif } from './read-exif.ts';
import { writeWebpMetadata, writeWebpProfile } from './webp-chunks.ts';

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

const PROFILE_WRITERS = {
  jpeg: writeJpegProfile,
  png: writePngProfile,
  webp: writeWebpProfile,
} as const satisfies Record<PhotoFormat, (bytes: Uint8Array, icc: Uint8Array) => Uint8Array>;

/** What a picture is given besides the photo's Exif. */
export interface AddedMetadata {
  /** What the picture was made by; kept in a PNG only. */
  readonly recipe?: string | null;
  /** The photo's colour profile, where its colours are kept: without one they became sRGB when it was decoded. */
  readonly icc?: Uint8Array | null;
}

/**
 * Gives an encoded picture the Exif of the photo it was made from (see `normaliseExif`) and XMP that says that a model painted
 * parts of it. The photo's own XMP is not copied: it may repeat the location and describes the photo before the edit.
 *
 * @param encoded a picture without metadata
 * @param photo the photo's file, of any format; Exif is found in JPEG, PNG and WebP
 */
export function copyMetadata(
  encoded: Uint8Array,
  format: PhotoFormat,
  photo: Uint8Array,
  change: Omit<ExifChange, 'keepColours'>,
  { recipe = null, icc = null }: AddedMetadata = {},
): Uint8Array<ArrayBuffer> {
  const exif = readExif(photo);
  const coloured = icc === null ? encoded : PROFILE_WRITERS[format](encoded, icc);
  const normalised = exif && normaliseExif(exif.tiff, { ...change, keepColours: icc !== null });
  return WRITERS[format](coloured, normalised, makeXmp(), recipe);
}
