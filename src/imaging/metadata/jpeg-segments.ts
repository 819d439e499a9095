import { concatBytes, latin1, startsWith, viewOf } from './bytes.ts';

const EXIF_HEADER = 'Exif\0\0';
const XMP_HEADER = 'http://ns.adobe.com/xap/1.0/\0';
/** A segment's length is 16 bits and counts itself. */
const MAX_PAYLOAD_BYTES = 0xffff - 2;

interface Segment {
  readonly marker: number;
  /** Of the whole segment, its marker included. */
  readonly start: number;
  readonly end: number;
}

/** The TIFF block of a JPEG's first Exif segment (CIPA DC-008); null if there is none. */
export function readJpegExif(bytes: Uint8Array): Uint8Array | null {
  for (const { marker, start, end } of walkSegments(bytes)) {
    const payload = bytes.subarray(start + 4, end);
    if (marker === 0xe1 && startsWith(payload, EXIF_HEADER)) return payload.subarray(EXIF_HEADER.length);
  }
  return null;
}

/**
 * Puts Exif and XMP segments into a JPEG that has none, behind its JFIF segment. Blocks that do not fit into a segment
 * (64 kB) are left out.
 */
export function writeJpegMetadata(
  bytes: Uint8Array,
  exif: Uint8Array | null,
  xmp: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const [first] = walkSegments(bytes);
  const at = first?.marker === 0xe0 ? first.end : 2;
  return concatBytes(
    bytes.subarray(0, at),
    exif === null ? new Uint8Array() : makeSegment(concatBytes(latin1(EXIF_HEADER), exif)),
    makeSegment(concatBytes(latin1(XMP_HEADER), xmp)),
    bytes.subarray(at),
  );
}

/** Segments before the compressed data; stops quietly where the file is cut off. */
function* walkSegments(bytes: Uint8Array): Generator<Segment, void, void> {
  const view = viewOf(bytes);
  let start = 2;
  while (start + 4 <= bytes.length && bytes[start] === 0xff) {
    const marker = bytes[start + 1] ?? 0;
    // A marker may be padded by further 0xff.
    if (marker === 0xff) {
      start += 1;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return;
    const end = start + 2 + view.getUint16(start + 2);
    if (end > bytes.length) return;
    yield { marker, start, end };
    start = end;
  }
}

function makeSegment(payload: Uint8Array): Uint8Array {
  if (payload.length > MAX_PAYLOAD_BYTES) return new Uint8Array();
  const length = payload.length + 2;
  return concatBytes(Uint8Array.of(0xff, 0xe1, length >> 8, length & 0xff), payload);
}
