import { expect, it } from 'vitest';
import { unpackLzw } from './unpack-lzw.ts';

/** Codes of nine bits, the highest first. */
function pack(codes: readonly number[]): Uint8Array {
  const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

it('unpacks the example of the TIFF specification', () => {
  const codes = [256, 7, 258, 8, 8, 258, 6, 257];
  expect([...unpackLzw(pack(codes))]).toEqual([7, 7, 7, 8, 8, 7, 7, 6]);
});

it('gives what there is where no code says the end', () => {
  expect([...unpackLzw(pack([256, 7, 258, 8]))]).toEqual([7, 7, 7, 8]);
});

it.each([
  ['before there is any', [256, 300, 257]],
  ['beyond the next', [256, 7, 260, 257]],
])('refuses an entry %s', (_name, codes) => {
  expect(() => unpackLzw(pack(codes))).toThrow(RangeError);
});

/** Passes over refusals, which are right. */
function tryUnpacking(packed: Uint8Array): void {
  try {
    unpackLzw(packed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

it('ends on noise of any kind, which has no rings of entries', () => {
  let state = 1;
  for (let round = 0; round < 200; round++) {
    const noise = Uint8Array.from({ length: 4000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
    // A clear code first, without which most noise is refused at once.
    noise.set([0x80, 0]);
    expect(() => tryUnpacking(noise)).not.toThrow();
  }
});
