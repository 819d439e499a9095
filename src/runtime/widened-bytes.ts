import { float16ToFloat32 } from '../engine/tensor/float16.ts';

let table: Float32Array | undefined;

/** Every float16 pattern's value. */
function widenedPatterns(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => float16ToFloat32(bits));
  return table;
}

/**
 * The float16 numbers of a file as float32 bytes (little-endian), twice as many, of which none exist before they are asked for:
 * onnxruntime-web takes the bytes of one weight at a time, by `subarray`, and asks for nothing else but `byteLength`. What lies between
 * the weights, or is not float16, is widened likewise and means nothing.
 */
export function widenBytes(halves: Uint8Array): Uint8Array {
  const byteLength = 2 * halves.byteLength;
  return Object.defineProperties(new Uint8Array(), {
    byteLength: { value: byteLength },
    subarray: { value: (begin: number, end: number) => widenPart(halves.subarray(begin / 2, end / 2)) },
  });
}

function widenPart(halves: Uint8Array): Uint8Array {
  const values = widenedPatterns();
  const count = Math.floor(halves.byteLength / 2);
  // A weight may begin at any byte of its file.
  const view = new DataView(halves.buffer, halves.byteOffset, halves.byteLength);
  const widened = new Float32Array(count);
  for (let i = 0; i < count; i++) widened[i] = values[view.getUint16(2 * i, true)] ?? 0;
  return new Uint8Array(widened.buffer);
}
