import { describe, expect, it } from 'vitest';
import { float16ToFloat32, float32ToFloat16 } from './float16.ts';

describe('float16', () => {
  it('gives back all 65536 patterns, NaNs as NaN', () => {
    const patterns = Array.from({ length: 65536 }, (_, bits) => bits);
    const isNaNPattern = (bits: number): boolean => (bits & 0x7fff) > 0x7c00;
    const changed = patterns.filter((bits) => !isNaNPattern(bits) && float32ToFloat16(float16ToFloat32(bits)) !== bits);
    expect(changed).toEqual([]);
    expect(patterns.filter((bits) => Number.isNaN(float16ToFloat32(bits)) !== isNaNPattern(bits))).toEqual([]);
    expect(float16ToFloat32(float32ToFloat16(NaN))).toBeNaN();
  });

  it('rounds every midpoint between neighbours to the even pattern, and a step beside it to the nearer one', () => {
    const patterns = Array.from({ length: 0x7bff }, (_, bits) => bits);
    const wrong = patterns.filter((bits) => {
      const midpoint = (float16ToFloat32(bits) + float16ToFloat32(bits + 1)) / 2;
      const nudge = Math.max(midpoint * 2 ** -22, 2 ** -40);
      return (
        float32ToFloat16(midpoint) !== bits + (bits % 2) ||
        float32ToFloat16(Math.fround(midpoint - nudge)) !== bits ||
        float32ToFloat16(Math.fround(midpoint + nudge)) !== bits + 1
      );
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [1e10, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -14, 0x0400],
    [-0, 0x8000],
    [0.1, 0x2e66],
  ])('writes %d as pattern %d', (value, bits) => {
    expect(float32ToFloat16(value)).toBe(bits);
  });
});
