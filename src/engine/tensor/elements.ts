/** Little-endian constant bytes of any element type, as numbers and back. */
import { DATA_TYPES } from './data-type.ts';
import { float16ToFloat32, float32ToFloat16 } from './float16.ts';
import type { DataType } from './tensor.ts';

interface Codec {
  read(view: DataView, at: number): number;
  write(view: DataView, at: number, value: number): void;
}

// 2^63 stands for INT64_MAX, which no number holds: "to the end" in slices.
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** Values beyond 2^53 lose their low bits; the largest int64 survives a round trip. */
const CODECS: Readonly<Partial<Record<DataType, Codec>>> = {
  float32: { read: (v, at) => v.getFloat32(at, true), write: (v, at, x) => v.setFloat32(at, x, true) },
  float64: { read: (v, at) => v.getFloat64(at, true), write: (v, at, x) => v.setFloat64(at, x, true) },
  float16: {
    read: (v, at) => float16ToFloat32(v.getUint16(at, true)),
    write: (v, at, x) => v.setUint16(at, float32ToFloat16(x), true),
  },
  bfloat16: { read: readBfloat16, write: writeBfloat16 },
  int8: { read: (v, at) => v.getInt8(at), write: (v, at, x) => v.setInt8(at, x) },
  int16: { read: (v, at) => v.getInt16(at, true), write: (v, at, x) => v.setInt16(at, x, true) },
  int32: { read: (v, at) => v.getInt32(at, true), write: (v, at, x) => v.setInt32(at, x, true) },
  int64: {
    read: (v, at) => v.getInt32(at + 4, true) * 2 ** 32 + v.getUint32(at, true),
    write: (v, at, x) => v.setBigInt64(at, wholeOf(x, INT64_MIN, INT64_MAX), true),
  },
  uint8: { read: (v, at) => v.getUint8(at), write: (v, at, x) => v.setUint8(at, x) },
  uint16: { read: (v, at) => v.getUint16(at, true), write: (v, at, x) => v.setUint16(at, x, true) },
  uint32: { read: (v, at) => v.getUint32(at, true), write: (v, at, x) => v.setUint32(at, x, true) },
  uint64: {
    read: (v, at) => v.getUint32(at + 4, true) * 2 ** 32 + v.getUint32(at, true),
    write: (v, at, x) => v.setBigUint64(at, wholeOf(x, INT64_MIN, UINT64_MAX), true),
  },
  bool: { read: (v, at) => (v.getUint8(at) === 0 ? 0 : 1), write: (v, at, x) => v.setUint8(at, x === 0 ? 0 : 1) },
};

/** The elements behind `bytes`, which may start at any address. Throws a RangeError for strings. */
export function decodeElements(dtype: DataType, bytes: Uint8Array): Float64Array {
  const { read } = codecOf(dtype);
  const size = DATA_TYPES[dtype].bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(Math.floor(bytes.byteLength / size));
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * size);
  return numbers;
}

/** Rounds every number to the element type. Throws a RangeError for strings. */
export function encodeElements(dtype: DataType, numbers: ArrayLike<number>): Uint8Array {
  const { write } = codecOf(dtype);
  const size = DATA_TYPES[dtype].bytes;
  const bytes = new Uint8Array(numbers.length * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < numbers.length; i++) write(view, i * size, numbers[i] ?? 0);
  return bytes;
}

function codecOf(dtype: DataType): Codec {
  const codec = CODECS[dtype];
  if (codec === undefined) throw new RangeError(`elements of type ${dtype} are not numbers`);
  return codec;
}

function readBfloat16(view: DataView, at: number): number {
  const scratch = new DataView(new ArrayBuffer(4));
  scratch.setUint16(2, view.getUint16(at, true), true);
  return scratch.getFloat32(0, true);
}

function writeBfloat16(view: DataView, at: number, value: number): void {
  const scratch = new DataView(new ArrayBuffer(4));
  scratch.setFloat32(0, value, true);
  const bits = scratch.getUint32(0, true);
  const rounded = Number.isNaN(value) ? bits | 0x400000 : bits + 0x7fff + ((bits >>> 16) & 1);
  view.setUint16(at, (rounded >>> 16) & 0xffff, true);
}

/** As WebAssembly's saturating conversion: what is beyond is the nearest bound, what is no number 0. */
function wholeOf(x: number, least: bigint, most: bigint): bigint {
  if (Number.isNaN(x)) return 0n;
  if (!Number.isFinite(x)) return x < 0 ? least : most;
  const whole = BigInt(Math.trunc(x));
  return whole < least ? least : whole > most ? most : whole;
}
