import { isFrameHeader } from './metadata/jpeg-segments.ts';
import type { Extent } from './plan-extents.ts';
import { BITMAP_CORE_HEADER, BITMAP_FILE_HEADER, ICON_ENTRY, ICON_HEADER, type OpenType } from './sniff-image-type.ts';
import { readTiffLayout } from './tiff/read-tiff-layout.ts';

/** The first four bytes of a PNG. */
const PNG_START = 0x89504e47;

type SizeReader = (view: DataView) => Extent | null;

const READERS = {
  png: readPngSize,
  jpeg: readJpegSize,
  webp: readWebpSize,
  gif: readGifSize,
  bmp: readBitmapSize,
  avif: readIsoMediaSize,
  ico: readIconSize,
  tiff: readTiffSize,
  // The page draws it at a size of its own.
  svg: () => null,
} as const satisfies Record<OpenType, SizeReader>;

/**
 * The size an image claims in its header, in stored pixels (before EXIF orientation), without decoding it.
 * Null if the header is broken or lies beyond the bytes given.
 */
export function readImageSize(bytes: Uint8Array, type: OpenType): Extent | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = READERS[type](view);
    return size !== null && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // Reading past the end: the header is cut off.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** PNG: IHDR is always the first chunk; width and height are big-endian at 16 and 20. */
function readPngSize(view: DataView): Extent | null {
  if (readTag(view, 12) !== 'IHDR') return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** JPEG: walks the segments to the frame header. */
function readJpegSize(view: DataView): Extent | null {
  let offset = 2;
  while (offset < view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return null;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (isFrameHeader(marker)) return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    // Start of scan or end of image before a frame header: not a picture.
    if (marker === 0xd9 || marker === 0xda) return null;
    offset += standsAlone ? 2 : 2 + view.getUint16(offset + 2);
  }
  return null;
}

/** WebP: lossy (VP8), lossless (VP8L) or extended (VP8X) chunk right after the RIFF header. */
function readWebpSize(view: DataView): Extent | null {
  const chunk = readTag(view, 12);
  if (chunk === 'VP8X') return { width: 1 + readUint24(view, 24), height: 1 + readUint24(view, 27) };
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

const GIF_HEADER = 13;
const GIF_IMAGE = 0x2c;
const GIF_EXTENSION = 0x21;

/** GIF: its screen, which decoders enlarge where the first picture is larger. */
function readGifSize(view: DataView): Extent | null {
  const screen = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const at = findGifImage(view);
  if (at === null) return screen;
  return {
    width: Math.max(screen.width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true)),
    height: Math.max(screen.height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true)),
  };
}

/** Where the first picture of a GIF begins; null where the bytes end before. */
function findGifImage(view: DataView): number | null {
  const flags = view.getUint8(10);
  let at = GIF_HEADER + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (at + 9 < view.byteLength) {
    const mark = view.getUint8(at);
    if (mark === GIF_IMAGE) return at;
    if (mark !== GIF_EXTENSION) return null;
    // Blocks, each behind its length, up to an empty one.
    for (at += 2; at < view.byteLength && view.getUint8(at) !== 0; at += 1 + view.getUint8(at));
    at += 1;
  }
  return null;
}

/** BMP: 16 bits each in OS/2's first header, 32 in all others; a negative height means rows from the top. */
function readBitmapSize(view: DataView): Extent {
  const at = BITMAP_FILE_HEADER + 4;
  return view.getUint32(BITMAP_FILE_HEADER, true) === BITMAP_CORE_HEADER
    ? { width: view.getUint16(at, true), height: view.getUint16(at + 2, true) }
    : { width: Math.abs(view.getInt32(at, true)), height: Math.abs(view.getInt32(at + 4, true)) };
}

/** ICO: the largest of its pictures; a PNG says its size itself, of the others 0 means 256. */
function readIconSize(view: DataView): Extent | null {
  let largest: Extent | null = null;
  for (let index = 0; index < view.getUint16(4, true); index++) {
    const entry = ICON_HEADER + index * ICON_ENTRY;
    const picture = view.getUint32(entry + 12, true);
    const isPng = picture + 24 <= view.byteLength && view.getUint32(picture) === PNG_START;
    const size = isPng
      ? { width: view.getUint32(picture + 16), height: view.getUint32(picture + 20) }
      : { width: view.getUint8(entry) || 256, height: view.getUint8(entry + 1) || 256 };
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/** TIFF: of its first picture. */
function readTiffSize({ buffer, byteOffset, byteLength }: DataView): Extent | null {
  const layout = readTiffLayout(new Uint8Array(buffer, byteOffset, byteLength));
  return layout === null || layout === 'foreign' ? null : { width: layout.width, height: layout.height };
}

/** AVIF: the largest image spatial extents ('ispe') property; thumbnails have smaller ones. */
function readIsoMediaSize(view: DataView): Extent | null {
  let largest: Extent | null = null;
  for (let offset = 0; offset + 16 <= view.byteLength; offset += 1) {
    if (view.getUint8(offset) !== 0x69 || readTag(view, offset) !== 'ispe') continue;
    const size = { width: view.getUint32(offset + 8), height: view.getUint32(offset + 12) };
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

function readTag(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

function readUint24(view: DataView, offset: number): number {
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
}
