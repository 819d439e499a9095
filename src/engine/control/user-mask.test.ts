import { describe, expect, it } from 'vitest';
import type { Raster } from './raster.ts';
import { correctMask, readUserMask, shrinkPaintedMask } from './user-mask.ts';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
const automatic: Raster = { width: 4, height: 1, data: Float32Array.of(0, 0.5, 1, 1) };

function paint(added: Uint8Array<ArrayBuffer>, removed: Uint8Array<ArrayBuffer>, isLimit = false) {
  return readUserMask({ added, removed, isLimit }, 4, 1);
}

describe('the mask of an edit', () => {
  it('grows where it was painted and ends where it was erased', () => {
    const mask = correctMask(automatic, paint(bytes(255, 51, 0, 0), bytes(0, 0, 0, 255)));
    expect([...(mask?.data ?? [])]).toEqual([1, 0.5, 1, 0]);
  });

  it('lies within the paint, there where the words act, when the paint is a limit', () => {
    const mask = correctMask(automatic, paint(bytes(255, 255, 0, 255), bytes(0, 0, 0, 255), true));
    expect([...(mask?.data ?? [])]).toEqual([0, 0.5, 0, 0]);
  });

  it('is the limit itself where the words have no mask of their own', () => {
    const mask = correctMask(null, paint(bytes(255, 0, 0, 51), bytes(0, 0, 0, 0), true));
    expect([...(mask?.data ?? [])].map((value) => Math.round(255 * value))).toEqual([255, 0, 0, 51]);
  });

  it('does not exist where nothing is kept', () => {
    expect(correctMask(null, paint(bytes(0, 0, 255, 0), bytes(0, 0, 0, 0)))).toBeNull();
  });
});

it('a latent pixel is open if any pixel of the image under it is', () => {
  const layer = Uint8Array.from({ length: 16 }, (_, i) => (i === 1 || i === 14 ? 255 : 0));
  const removed = Uint8Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 255 : 0));
  const small = shrinkPaintedMask(readUserMask({ added: layer, removed, isLimit: false }, 4, 4), 2, 2);
  expect([...small.added.data]).toEqual([1, 0, 0, 1]);
  expect([...small.allowed.data]).toEqual([0, 1, 0, 1]);
});

it('a mask of another size than the image is refused', () => {
  const mask = { added: bytes(0, 0), removed: bytes(0, 0), isLimit: false };
  expect(() => readUserMask(mask, 4, 1)).toThrow(/paint it at the image's size/);
});
