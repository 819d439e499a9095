import { Unzlib, zlibSync } from 'fflate';
import { concatBytes, latin1, startsWith, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const FRAME_BYTES = 12;
const XMP_KEYWORD = 'XML:com.adobe.xmp';
const RECIPE_KEYWORD = 'renoir-recipe';
/** Chunks that give the samples another meaning than sRGB. */
export const COLOUR_CHUNKS: ReadonlySet<string> = new Set(['iCCP', 'cICP', 'gAMA', 'cHRM']);
/** Profiles of primaries and curves have some kilobytes; those of tables up to a few megabytes. */
const MAX_PROFILE_BYTES = 2 ** 23;
const INFLATE_STEP = 1024;

/** The TIFF block of a PNG's eXIf chunk (PNG third edition, 11.3.5.4); null if there is none. */
export function readPngExif(bytes: Uint8Array): Uint8Array | null {
  return findChunk(bytes, 'eXIf', () => true);
}

/** The recipe that `writePngMetadata` put into an iTXt chunk (PNG third edition, 11.3.3.4); null if there is none. */
export function readPngRecipe(bytes: Uint8Array): string | null {
  const head = textHead(RECIPE_KEYWORD);
  const chunk = findChunk(bytes, 'iTXt', (data) => startsWith(data, head));
  return chunk === null ? null : new TextDecoder().decode(chunk.subarray(head.length));
}

/**
 * Puts an eXIf chunk and XMP (an iTXt chunk) behind the header of a PNG that has neither.
 *
 * @param recipe what the picture was made by, for an iTXt chunk of its own; null for none
 */
export function writePngMetadata(
  bytes: Uint8Array,
  exif: Uint8Array | null,
  xmp: Uint8Array,
  recipe: string | null = null,
): Uint8Array<ArrayBuffer> {
  const headerEnd = SIGNATURE_BYTES + FRAME_BYTES + viewOf(bytes).getUint32(SIGNATURE_BYTES);
  return concatBytes(
    bytes.subarray(0, headerEnd),
    exif === null ? new Uint8Array() : makeChunk('eXIf', exif),
    makeText(XMP_KEYWORD, xmp),
    recipe === null ? new Uint8Array() : makeText(RECIPE_KEYWORD, new TextEncoder().encode(recipe)),
    bytes.subarray(headerEnd),
  );
}

/** Type and data of every chunk. */
export function* readPngChunks(
  bytes: Uint8Array,
): Generator<{ readonly type: string; readonly data: Uint8Array }, void, void> {
  for (const { start, end } of walkChunks(bytes)) {
    yield {
      type: String.fromCharCode(...bytes.subarray(start + 4, start + 8)),
      data: bytes.subarray(start + 8, end - 4),
    };
  }
}

export function hasPngChunk(bytes: Uint8Array, type: string): boolean {
  return findChunk(bytes, type, () => true) !== null;
}

/** The colour profile of a PNG (PNG third edition, 11.3.2.3); null where there is none, or it cannot be decompressed. */
export function readPngProfile(bytes: Uint8Array): Uint8Array | null {
  const data = findChunk(bytes, 'iCCP', () => true);
  if (data === null) return null;
  // Behind the name and the number of the compression.
  return inflate(data.subarray(data.indexOf(0) + 2));
}

/** Decompresses in small steps, so that no more is unpacked than a profile may have. */
function inflate(compressed: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  const stream = new Unzlib((piece, isLast) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_PROFILE_BYTES) throw new RangeError('more than any profile has');
    isWhole ||= isLast;
  });
  try {
    for (let at = 0; at < compressed.length; at += INFLATE_STEP) {
      stream.push(compressed.subarray(at, at + INFLATE_STEP), at + INFLATE_STEP >= compressed.length);
    }
  } catch {
    return null;
  }
  return isWhole ? concatBytes(...pieces) : null;
}

/** Gives a PNG a colour profile, in place of all that it may say about its colours. */
export function writePngProfile(bytes: Uint8Array, icc: Uint8Array): Uint8Array<ArrayBuffer> {
  const bare = removeChunks(bytes, new Set([...COLOUR_CHUNKS, 'sRGB']));
  const headerEnd = SIGNATURE_BYTES + FRAME_BYTES + viewOf(bare).getUint32(SIGNATURE_BYTES);
  return concatBytes(
    bare.subarray(0, headerEnd),
    makeChunk('iCCP', concatBytes(latin1('ICC profile\0\0'), zlibSync(icc))),
    bare.subarray(headerEnd),
  );
}

/** A PNG without its Exif. */
export function removePngExif(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return removeChunks(bytes, new Set(['eXIf']));
}

function removeChunks(bytes: Uint8Array, types: ReadonlySet<string>): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const chunk of walkChunks(bytes)) {
    if (!types.has(String.fromCharCode(...bytes.subarray(chunk.start + 4, chunk.start + 8)))) continue;
    pieces.push(bytes.subarray(start, chunk.start));
    start = chunk.end;
  }
  return concatBytes(...pieces, bytes.subarray(start));
}

/** The data of the first chunk of a type that is as wanted. */
function findChunk(bytes: Uint8Array, type: string, isWanted: (data: Uint8Array) => boolean): Uint8Array | null {
  for (const { start, end } of walkChunks(bytes)) {
    const data = bytes.subarray(start + 8, end - 4);
    if (startsWith(bytes, type, start + 4) && isWanted(data)) return data;
  }
  return null;
}

/** Where each chunk lies, its frame included; stops quietly where the file is cut off. */
function* walkChunks(bytes: Uint8Array): Generator<{ readonly start: number; readonly end: number }, void, void> {
  const view = viewOf(bytes);
  let start = SIGNATURE_BYTES;
  while (start + FRAME_BYTES <= bytes.length) {
    const end = start + FRAME_BYTES + view.getUint32(start);
    if (end > bytes.length) return;
    yield { start, end };
    start = end;
  }
}

function makeText(keyword: string, text: Uint8Array): Uint8Array {
  return makeChunk('iTXt', concatBytes(latin1(textHead(keyword)), text));
}

/** Keyword, no compression, no language, no translated keyword. */
function textHead(keyword: string): string {
  return `${keyword}\0\0\0\0\0`;
}

/** A chunk with its length and checksum. */
export function makeChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = concatBytes(new Uint8Array(4), latin1(type), data, new Uint8Array(4));
  const view = viewOf(chunk);
  view.setUint32(0, data.length);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)));
  return chunk;
}
