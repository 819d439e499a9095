import { concatBytes, latin1, startsWith, viewOf } from './bytes.ts';

/** `RIFF`, the file's length, `WEBP`. */
const RIFF_BYTES = 12;
const FLAG_PROFILE = 0x20;
const FLAG_ALPHA = 0x10;
const FLAG_EXIF = 0x08;
const FLAG_XMP = 0x04;

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** The TIFF block of a WebP's EXIF chunk; null if there is none. Some writers put JPEG's `Exif` header before it. */
export function readWebpExif(bytes: Uint8Array): Uint8Array | null {
  const data = readChunks(bytes).find(({ type }) => type === 'EXIF')?.data;
  if (data === undefined) return null;
  return startsWith(data, 'Exif\0\0') ? data.subarray(6) : data;
}

/** The colour profile of a WebP; null if there is none. */
export function readWebpProfile(bytes: Uint8Array): Uint8Array | null {
  return readChunks(bytes).find(({ type }) => type === 'ICCP')?.data ?? null;
}

/** Gives a WebP a colour profile, in place of the one that it may have. */
export function writeWebpProfile(bytes: Uint8Array, icc: Uint8Array): Uint8Array<ArrayBuffer> {
  const { extended, layers } = openExtended(bytes);
  extended[0] = (extended[0] ?? 0) | FLAG_PROFILE;
  // The profile stands before the picture (RFC 9649, 2.7).
  const rest = layers.filter(({ type }) => type !== 'ICCP');
  return writeRiff([{ type: 'VP8X', data: extended }, { type: 'ICCP', data: icc }, ...rest]);
}

/** The layout that metadata needs, and all chunks behind its head. A file in the simple layout gets one. */
function openExtended(bytes: Uint8Array): { readonly extended: Uint8Array; readonly layers: readonly Chunk[] } {
  const chunks = readChunks(bytes);
  const [first] = chunks;
  if (first === undefined) throw new RangeError('The WebP has no picture.');
  const extended = first.type === 'VP8X' ? first.data.slice() : describePicture(first);
  return { extended, layers: chunks.filter(({ type }) => type !== 'VP8X') };
}

/**
 * Puts EXIF and XMP chunks into a WebP that has none. Metadata needs the extended layout (RFC 9649, 2.7): a file in the simple
 * one gets a VP8X chunk.
 */
export function writeWebpMetadata(
  bytes: Uint8Array,
  exif: Uint8Array | null,
  xmp: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { extended, layers } = openExtended(bytes);
  extended[0] = (extended[0] ?? 0) | FLAG_XMP | (exif === null ? 0 : FLAG_EXIF);
  return writeRiff([
    { type: 'VP8X', data: extended },
    ...layers,
    ...(exif === null ? [] : [{ type: 'EXIF', data: exif }]),
    { type: 'XMP ', data: xmp },
  ]);
}

/** `ALPH`: compressed as a lossless picture's, not filtered (RFC 9649, 2.7.1.2); 0 is not compressed. */
const COMPRESSED = 1;
/** Of a lossless picture: its signature, size, and version. */
const LOSSLESS_HEADER_BYTES = 5;

/**
 * A lossy WebP with an alpha channel. The colours stay as they were encoded: they are not multiplied by alpha.
 *
 * @param colours an opaque WebP
 * @param alpha a WebP whose green is the alpha; taken where it is lossless
 * @param plain alpha, a byte a pixel, for where it is not
 * @returns null where the colours are not lossy: a lossless picture has its alpha within
 */
export function writeWebpAlpha(
  colours: Uint8Array,
  alpha: Uint8Array,
  plain: Uint8Array,
): Uint8Array<ArrayBuffer> | null {
  const chunks = readChunks(colours);
  const picture = chunks.find(({ type }) => type === 'VP8 ');
  if (picture === undefined) return null;
  const lossless = readChunks(alpha).find(({ type }) => type === 'VP8L');
  const data =
    lossless === undefined
      ? concatBytes(Uint8Array.of(0), plain)
      : concatBytes(Uint8Array.of(COMPRESSED), lossless.data.subarray(LOSSLESS_HEADER_BYTES));
  const extended = describePicture(picture);
  const profile = chunks.filter(({ type }) => type === 'ICCP');
  extended[0] = FLAG_ALPHA | (profile.length > 0 ? FLAG_PROFILE : 0);
  const layers = [...profile, { type: 'ALPH', data }, picture];
  return writeRiff([{ type: 'VP8X', data: extended }, ...layers]);
}

function writeRiff(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const file = concatBytes(latin1('RIFF\0\0\0\0WEBP'), ...chunks.map(makeChunk));
  viewOf(file).setUint32(4, file.length - 8, true);
  return file;
}

function readChunks(bytes: Uint8Array): readonly Chunk[] {
  const view = viewOf(bytes);
  const chunks: Chunk[] = [];
  let start = RIFF_BYTES;
  while (start + 8 <= bytes.length) {
    const length = view.getUint32(start + 4, true);
    const end = start + 8 + length;
    if (end > bytes.length) break;
    chunks.push({
      type: String.fromCharCode(...bytes.subarray(start, start + 4)),
      data: bytes.subarray(start + 8, end),
    });
    // Chunks begin at even places.
    start = end + (length & 1);
  }
  return chunks;
}

function makeChunk({ type, data }: Chunk): Uint8Array {
  const chunk = new Uint8Array(8 + data.length + (data.length & 1));
  chunk.set(latin1(type));
  viewOf(chunk).setUint32(4, data.length, true);
  chunk.set(data, 8);
  return chunk;
}

/** The VP8X data of a simple file: flags, three reserved bytes, width - 1 and height - 1 in 24 bits each. */
function describePicture({ type, data }: Chunk): Uint8Array {
  const view = viewOf(data);
  const isLossless = type === 'VP8L';
  const bits = isLossless ? view.getUint32(1, true) : 0;
  const width = isLossless ? bits & 0x3fff : (view.getUint16(6, true) & 0x3fff) - 1;
  const height = isLossless ? (bits >>> 14) & 0x3fff : (view.getUint16(8, true) & 0x3fff) - 1;
  const hasAlpha = isLossless && (bits & (1 << 28)) !== 0;
  const extended = new Uint8Array(10);
  extended[0] = hasAlpha ? FLAG_ALPHA : 0;
  extended.set([width & 0xff, width >> 8, 0, height & 0xff, height >> 8, 0], 4);
  return extended;
}
