import { concatBytes, latin1, startsWith, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const FRAME_BYTES = 12;
const XMP_KEYWORD = 'XML:com.adobe.xmp';
const RECIPE_KEYWORD = 'renoir-recipe';

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

/** A PNG without its Exif. */
export function removePngExif(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const chunk of walkChunks(bytes)) {
    if (!startsWith(bytes, 'eXIf', chunk.start + 4)) continue;
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
