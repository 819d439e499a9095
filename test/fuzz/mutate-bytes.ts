import type { Random } from './random.ts';

type Bytes = Uint8Array<ArrayBuffer>;
/** Changes bytes in place, or gives others. `others`: files of the same kind to take pieces from. */
type Mutation = (bytes: Bytes, random: Random, others: readonly Uint8Array[]) => Bytes;

/** Headers are short and matter most. */
const HEAD_BYTES = 256;
const MOST_CHANGES = 6;
const LONGEST_PIECE = 4096;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  setByte,
  setNumber,
  truncate,
  removePiece,
  duplicatePiece,
  insertNoise,
  splice,
  swapPieces,
];

/** Bytes flipped and set, numbers (lengths, offsets, counts) overwritten, pieces removed, doubled, moved and taken from another file. */
export function mutateBytes(bytes: Uint8Array, random: Random, others: readonly Uint8Array[] = []): Bytes {
  let mutant: Bytes = new Uint8Array(bytes);
  for (let change = 1 + random.below(MOST_CHANGES); change > 0; change--) {
    mutant = random.pick(MUTATIONS)(mutant, random, others);
  }
  return mutant;
}

function placeIn(bytes: Bytes, random: Random): number {
  return random.below(Math.max(1, random.chance(0.5) ? Math.min(HEAD_BYTES, bytes.length) : bytes.length));
}

function flipBit(bytes: Bytes, random: Random): Bytes {
  const at = placeIn(bytes, random);
  if (at < bytes.length) bytes[at]! ^= 1 << random.below(8);
  return bytes;
}

function setByte(bytes: Bytes, random: Random): Bytes {
  const at = placeIn(bytes, random);
  if (at < bytes.length) bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
  return bytes;
}

function setNumber(bytes: Bytes, random: Random): Bytes {
  const width = random.pick([2, 4, 8]);
  if (bytes.length < width) return bytes;
  const at = Math.min(placeIn(bytes, random), bytes.length - width);
  const view = new DataView(bytes.buffer, at, width);
  const isLittleEndian = random.chance(0.5);
  const value = random.pick([
    0,
    1,
    2,
    7,
    8,
    0x7fff,
    0x8000,
    0xffff,
    0x7fffffff,
    0x80000000,
    0xffffffff,
    bytes.length,
    bytes.length - at,
    random.below(1 << 20),
  ]);
  if (width === 2) view.setUint16(0, value & 0xffff, isLittleEndian);
  else if (width === 4) view.setUint32(0, value >>> 0, isLittleEndian);
  else view.setBigUint64(0, random.chance(0.5) ? BigInt(value) : 2n ** 63n - 1n, isLittleEndian);
  return bytes;
}

function truncate(bytes: Bytes, random: Random): Bytes {
  return bytes.slice(0, placeIn(bytes, random));
}

function pieceOf(bytes: Uint8Array, random: Random): readonly [start: number, end: number] {
  const start = random.below(bytes.length + 1);
  return [start, Math.min(bytes.length, start + random.below(Math.min(LONGEST_PIECE, bytes.length) + 1))];
}

function removePiece(bytes: Bytes, random: Random): Bytes {
  const [start, end] = pieceOf(bytes, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
}

function duplicatePiece(bytes: Bytes, random: Random): Bytes {
  const [start, end] = pieceOf(bytes, random);
  return join(bytes.subarray(0, end), bytes.subarray(start));
}

function insertNoise(bytes: Bytes, random: Random): Bytes {
  const at = placeIn(bytes, random);
  const isFilled = random.chance(0.3);
  const noise = Uint8Array.from({ length: 1 + random.below(64) }, () => (isFilled ? 0xff : random.below(256)));
  return join(bytes.subarray(0, at), noise, bytes.subarray(at));
}

/** The beginning of one file and the end of another. */
function splice(bytes: Bytes, random: Random, others: readonly Uint8Array[]): Bytes {
  if (others.length === 0) return bytes;
  const other = random.pick(others);
  return join(bytes.subarray(0, placeIn(bytes, random)), other.subarray(random.below(other.length + 1)));
}

function swapPieces(bytes: Bytes, random: Random): Bytes {
  const cuts = [random, random, random].map((each) => each.below(bytes.length + 1)).sort((a, b) => a - b);
  const [first = 0, second = 0, third = 0] = cuts;
  return join(
    bytes.subarray(0, first),
    bytes.subarray(second, third),
    bytes.subarray(first, second),
    bytes.subarray(third),
  );
}

export function join(...pieces: readonly Uint8Array[]): Bytes {
  const result = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
