const CLEAR = 256;
const END = 257;
const FIRST_ENTRY = 258;
const MIN_BITS = 9;
const MAX_BITS = 12;
const TABLE = 2 ** MAX_BITS;

/**
 * Unpacks LZW as TIFF has it (TIFF 6.0, 13): codes of 9 to 12 bits, the highest first, that grow one entry early.
 *
 * @returns the bytes up to the end code, or to the last whole code where there is none
 * @throws RangeError for a code that says nothing
 */
export function unpackLzw(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  // Entry k is the string of `prefixes[k]`, an earlier one, and one more byte.
  const prefixes = new Uint16Array(TABLE);
  const lengths = new Uint16Array(TABLE).fill(1, 0, CLEAR);
  const firsts = Uint8Array.from({ length: TABLE }, (_, code) => code);
  const lasts = firsts.slice();
  let bytes = new Uint8Array(4 * packed.length + TABLE);
  let length = 0;
  let entries = FIRST_ENTRY;
  let bits = MIN_BITS;
  let previous: number | null = null;
  for (let at = 0; at + bits <= 8 * packed.length;) {
    const code = readBits(packed, at, bits);
    at += bits;
    if (code === END) break;
    if (code === CLEAR) {
      [entries, bits, previous] = [FIRST_ENTRY, MIN_BITS, null];
      continue;
    }
    if (previous !== null && entries < TABLE) {
      prefixes[entries] = previous;
      lengths[entries] = lengths[previous]! + 1;
      firsts[entries] = firsts[previous]!;
      lasts[entries] = firsts[code === entries ? previous : code]!;
      entries += 1;
    }
    if (code >= entries || (code >= CLEAR && previous === null)) throw new RangeError('a code of no entry');
    const end = length + lengths[code]!;
    if (end > bytes.length) bytes = enlarge(bytes, 2 * end);
    for (let to = end - 1, entry = code; to >= length; to--, entry = prefixes[entry]!) bytes[to] = lasts[entry]!;
    [length, previous] = [end, code];
    if (entries + 1 >= 2 ** bits && bits < MAX_BITS) bits += 1;
  }
  return bytes.slice(0, length);
}

function readBits(bytes: Uint8Array, at: number, bits: number): number {
  const byte = at >> 3;
  const three = (bytes[byte]! << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
  return (three >> (24 - (at & 7) - bits)) & (2 ** bits - 1);
}

function enlarge(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
