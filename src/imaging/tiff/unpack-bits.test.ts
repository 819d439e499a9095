import { expect, it } from 'vitest';
import { unpackBits } from './unpack-bits.ts';

it('unpacks the example of the TIFF specification, with an empty packet within', () => {
  const packed = 'fe aa 02 80 00 2a fd aa 80 03 80 00 2a 22 f7 aa';
  const plain = 'aa aa aa 80 00 2a aa aa aa aa 80 00 2a 22 aa aa aa aa aa aa aa aa aa aa';
  const bytes = (text: string) => Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));
  expect(unpackBits(bytes(packed))).toEqual(bytes(plain));
});

it.each([[[3, 1, 2]], [[0, 7, 250]]])('refuses %j, whose last packet is cut off', (packed) => {
  expect(() => unpackBits(Uint8Array.from(packed))).toThrow(RangeError);
});
