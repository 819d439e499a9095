import { expect, test } from 'vitest';
import { float32ToFloat16 } from '../engine/tensor/float16.ts';
import { widenBytes } from './widened-bytes.ts';

const VALUES = [1, -2.5, 6.103515625e-5, 65504, Infinity, 0.333251953125];

test('parts of a file are widened when they are asked for, from any byte on', () => {
  const halves = new Uint8Array(1 + 2 * VALUES.length);
  const view = new DataView(halves.buffer);
  VALUES.forEach((value, i) => view.setUint16(1 + 2 * i, float32ToFloat16(value), true));
  const widened = widenBytes(halves);
  expect(widened.byteLength).toBe(2 * halves.byteLength);
  expect(widened).toBeInstanceOf(Uint8Array);
  expect([...new Float32Array(widened.subarray(2, 2 + 4 * VALUES.length).slice().buffer)]).toEqual(VALUES);
  expect([...new Float32Array(widened.subarray(2 + 4, 2 + 8).slice().buffer)]).toEqual([-2.5]);
  // The bytes do not exist before.
  expect(widened.buffer.byteLength).toBe(0);
});
