import { viewOf } from '../../src/imaging/metadata/bytes.ts';
import type { Orientation } from '../../src/imaging/orientation.ts';

/**
 * What of HEIF (ISO/IEC 23008-12, 6.5.10 and 6.5.12) is each orientation of Exif: quarter turns against the clock, then whether halves are
 * exchanged, the upper with the lower or the left with the right one.
 */
const TURNS = {
  1: [],
  2: [['imir', 1]],
  3: [['irot', 2]],
  4: [['imir', 0]],
  5: [
    ['irot', 1],
    ['imir', 0],
  ],
  6: [['irot', 3]],
  7: [
    ['irot', 3],
    ['imir', 0],
  ],
  8: [['irot', 1]],
} as const satisfies Record<Orientation, readonly (readonly [property: 'irot' | 'imir', value: number])[]>;

const HEADER = 8;
/** Of boxes that have one: version and flags. */
const VERSION = 4;
const ESSENTIAL = 0x80;

/** An AVIF as libvips writes it, to be turned as an orientation says when it is shown: all its items, alpha among them. */
export function turnAvif(avif: Uint8Array, orientation: Orientation): Uint8Array<ArrayBuffer> {
  const turns = TURNS[orientation];
  const meta = findBox(avif, 'meta');
  const iprp = findBox(avif, 'iprp');
  const ipco = findBox(avif, 'ipco');
  const ipma = findBox(avif, 'ipma');
  const known = countBoxes(avif.subarray(ipco.start + HEADER, ipco.end));
  const properties = writeBox('ipco', [
    ...avif.subarray(ipco.start + HEADER, ipco.end),
    ...turns.flatMap(([property, value]) => [...writeBox(property, [value])]),
  ]);
  const associations = associate(
    avif.subarray(ipma.start, ipma.end),
    turns.map((_, index) => ESSENTIAL | (known + 1 + index)),
  );
  const all = writeBox('iprp', [...properties, ...associations]);
  const before = avif.slice(meta.start + HEADER, iprp.start);
  shiftItems(before, all.length - (iprp.end - iprp.start));
  const described = writeBox('meta', [...before, ...all, ...avif.subarray(iprp.end, meta.end)]);
  return Uint8Array.from([...avif.subarray(0, meta.start), ...described, ...avif.subarray(meta.end)]);
}

function findBox(bytes: Uint8Array, type: string): { readonly start: number; readonly end: number } {
  const tag = [...type].map((letter) => letter.charCodeAt(0));
  const start = bytes.findIndex((_, at) => tag.every((value, k) => bytes[at + VERSION + k] === value));
  if (start < 0) throw new RangeError(`there is no ${type}`);
  return { start, end: start + viewOf(bytes).getUint32(start) };
}

function countBoxes(boxes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < boxes.length; at += viewOf(boxes).getUint32(at)) count += 1;
  return count;
}

function writeBox(type: string, content: readonly number[]): Uint8Array<ArrayBuffer> {
  const box = new Uint8Array(HEADER + content.length);
  viewOf(box).setUint32(0, box.length);
  box.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  box.set(content, HEADER);
  return box;
}

/** Adds properties, by their places in `ipco`, to every item. */
function associate(ipma: Uint8Array, added: readonly number[]): Uint8Array {
  const view = viewOf(ipma);
  const content = [...ipma.subarray(HEADER, HEADER + VERSION + 4)];
  for (let at = HEADER + content.length; at < ipma.length;) {
    const count = view.getUint8(at + 2);
    content.push(
      ...ipma.subarray(at, at + 2),
      count + added.length,
      ...ipma.subarray(at + 3, at + 3 + count),
      ...added,
    );
    at += 3 + count;
  }
  return writeBox('ipma', content);
}

/** Items lie `delta` bytes further on: each has a base of four bytes and one extent. */
function shiftItems(bytes: Uint8Array, delta: number): void {
  const { start, end } = findBox(bytes, 'iloc');
  const view = viewOf(bytes);
  for (let at = start + HEADER + VERSION + 4; at < end; at += 18)
    view.setUint32(at + 4, view.getUint32(at + 4) + delta);
}
