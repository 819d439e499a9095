/** Says that nothing follows it. */
const EMPTY = 128;
const SIGN = 128;

/**
 * Unpacks bytes of PackBits (TIFF 6.0, 9): each packet is a header, and either so many bytes or one that repeats.
 *
 * @throws RangeError where a packet is cut off
 */
export function unpackBits(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (let at = 0; at < packed.length; at += sizeOf(packed[at]!)) length += lengthOf(packed[at]!);
  const bytes = new Uint8Array(length);
  for (let at = 0, to = 0; at < packed.length; at += sizeOf(packed[at]!)) {
    const header = packed[at]!;
    const [size, count] = [sizeOf(header), lengthOf(header)];
    if (at + size > packed.length) throw new RangeError('a packet is cut off');
    if (header < SIGN) bytes.set(packed.subarray(at + 1, at + size), to);
    else bytes.fill(packed[at + 1] ?? 0, to, to + count);
    to += count;
  }
  return bytes;
}

/** Bytes that a packet takes, by its header. */
function sizeOf(header: number): number {
  if (header === EMPTY) return 1;
  return header < SIGN ? header + 2 : 2;
}

/** Bytes that come of it. */
function lengthOf(header: number): number {
  if (header === EMPTY) return 0;
  return header < SIGN ? header + 1 : 257 - header;
}
