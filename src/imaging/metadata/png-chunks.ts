import { concatBytes, latin1, startsWith, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const FRAME_BYTES = 12;
const XMP_KEYWORD = 'XML:com.adobe.xmp';

/** The TIFF block of a PNG's eXIf chunk (PNG third edition, 11.3.5.4); null if there is none. */
export function readPngExif(bytes: Uint8Array): Uint8Array | null {
  const view = viewOf(bytes);
  let start = SIGNATURE_BYTES;
  while (start + FRAME_BYTES <= bytes.length) {
    const end = start + FRAME_BYTES + view.getUint32(start);
    if (end > bytes.length) return null;
    if (startsWith(bytes, 'eXIf', start + 4)) return bytes.subarray(start + 8, end - 4);
    start = end;
  }
  return null;
}

/** Puts an eXIf chunk and XMP (an iTXt chunk) behind the header of a PNG that has neither. */
export function writePngMetadata(bytes: Uint8Array, exif: Uint8Array | null, xmp: Uint8Array): Uint8Array<ArrayBuffer> {
  const headerEnd = SIGNATURE_BYTES + FRAME_BYTES + viewOf(bytes).getUint32(SIGNATURE_BYTES);
  // Keyword, no compression, no language, no translated keyword.
  const text = concatBytes(latin1(`${XMP_KEYWORD}\0\0\0\0\0`), xmp);
  return concatBytes(
    bytes.subarray(0, headerEnd),
    exif === null ? new Uint8Array() : makeChunk('eXIf', exif),
    makeChunk('iTXt', text),
    bytes.subarray(headerEnd),
  );
}

function makeChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = concatBytes(new Uint8Array(4), latin1(type), data, new Uint8Array(4));
  const view = viewOf(chunk);
  view.setUint32(0, data.length);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)));
  return chunk;
}
