import { concatBytes, latin1, startsWith, viewOf } from './bytes.ts';

const EXIF_HEADER = 'Exif\0\0';
const XMP_HEADER = 'http://ns.adobe.com/xap/1.0/\0';
/** Before a number, from 1, and a count: profiles may need more than one segment (ICC.1:2022, B.4). */
const PROFILE_HEADER = 'ICC_PROFILE\0';
const APP1 = 0xe1;
const APP2 = 0xe2;
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
    if (marker === APP1 && startsWith(payload, EXIF_HEADER)) return payload.subarray(EXIF_HEADER.length);
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
  const at = findStart(bytes);
  return concatBytes(
    bytes.subarray(0, at),
    exif === null ? new Uint8Array() : makeSegment(APP1, concatBytes(latin1(EXIF_HEADER), exif)),
    makeSegment(APP1, concatBytes(latin1(XMP_HEADER), xmp)),
    bytes.subarray(at),
  );
}

/** The colour profile of a JPEG, joined from its segments; null where there is none, or a part of it is missing. */
export function readJpegProfile(bytes: Uint8Array): Uint8Array | null {
  const parts = new Map<number, Uint8Array>();
  let count = 0;
  for (const { start, end } of walkProfile(bytes)) {
    const header = start + 4 + PROFILE_HEADER.length;
    parts.set(bytes[header] ?? 0, bytes.subarray(header + 2, end));
    count = bytes[header + 1] ?? 0;
  }
  const ordered = Array.from({ length: count }, (_, index) => parts.get(index + 1));
  if (count === 0 || ordered.includes(undefined)) return null;
  return concatBytes(...ordered.map((part) => part ?? new Uint8Array()));
}

/** Gives a JPEG a colour profile, in place of the one that it may have. */
export function writeJpegProfile(bytes: Uint8Array, icc: Uint8Array): Uint8Array<ArrayBuffer> {
  const room = MAX_PAYLOAD_BYTES - PROFILE_HEADER.length - 2;
  const count = Math.ceil(icc.length / room);
  const segments = Array.from({ length: count }, (_, index) =>
    makeSegment(
      APP2,
      concatBytes(
        latin1(PROFILE_HEADER),
        Uint8Array.of(index + 1, count),
        icc.subarray(index * room, (index + 1) * room),
      ),
    ),
  );
  const pieces: Uint8Array[] = [];
  let at = findStart(bytes);
  pieces.push(bytes.subarray(0, at), ...segments);
  for (const { start, end } of walkProfile(bytes)) {
    pieces.push(bytes.subarray(at, start));
    at = end;
  }
  return concatBytes(...pieces, bytes.subarray(at));
}

function* walkProfile(bytes: Uint8Array): Generator<Segment, void, void> {
  for (const segment of walkSegments(bytes)) {
    const { marker, start, end } = segment;
    const isProfile = marker === APP2 && startsWith(bytes, PROFILE_HEADER, start + 4);
    if (isProfile && end >= start + 4 + PROFILE_HEADER.length + 2) yield segment;
  }
}

/** Whether a JPEG has four inks: the number of components in its frame header (ITU-T T.81, B.2.2). */
export function isCmykJpeg(bytes: Uint8Array): boolean {
  for (const { marker, start } of walkSegments(bytes)) {
    if (isFrameHeader(marker)) return bytes[start + 9] === 4;
  }
  return false;
}

/** SOF0..SOF15 without the tables DHT, JPG and DAC. */
export function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Behind the JFIF segment, where there is one. */
function findStart(bytes: Uint8Array): number {
  const [first] = walkSegments(bytes);
  return first?.marker === 0xe0 ? first.end : 2;
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

function makeSegment(marker: number, payload: Uint8Array): Uint8Array {
  if (payload.length > MAX_PAYLOAD_BYTES) return new Uint8Array();
  const length = payload.length + 2;
  return concatBytes(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), payload);
}
