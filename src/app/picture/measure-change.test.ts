import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../protocol/engine.ts';
import { measureChange } from './measure-change.ts';

/** A row of grey pixels. */
function grey(...levels: readonly number[]): PixelImage {
  const data = new Uint8ClampedArray(levels.flatMap((level) => [level, level, level, 255]));
  return { width: levels.length, height: 1, data };
}

describe('measureChange', () => {
  it('is nothing for a picture that is the reconstruction, however far that is from the photo', () => {
    const reconstruction = grey(90, 90, 90, 90);
    const change = measureChange(grey(100, 100, 100, 100), {
      image: reconstruction,
      inversion: { reconstruction },
      mask: null,
    });
    expect(change).toMatchObject({ levels: 0, extent: 0 });
  });

  it('averages over the picture without a mask, and counts the pixels that changed visibly', () => {
    const photo = grey(0, 0, 0, 0);
    const change = measureChange(photo, { image: grey(40, 4, 0, 0), inversion: { reconstruction: photo }, mask: null });
    expect(change.levels).toBeCloseTo(11, 6);
    expect(change.extent).toBe(0.25);
  });

  it('averages within the mask, where the reconstruction is laid into the photo as the edit is', () => {
    const photo = grey(100, 100, 100, 100);
    const reconstruction = grey(90, 90, 90, 90);
    const mask = new Uint8Array([255, 255, 0, 0]);
    const same = measureChange(photo, { image: grey(90, 90, 100, 100), inversion: { reconstruction }, mask });
    expect(same).toMatchObject({ levels: 0, extent: 0.5 });
    const other = measureChange(photo, { image: grey(50, 90, 100, 100), inversion: { reconstruction }, mask });
    expect(other).toMatchObject({ levels: 20, extent: 0.5 });
  });

  it('is about the same for a large picture, of which it looks at a part', () => {
    const side = 512;
    const paint = (levelAt: (x: number, y: number) => number): PixelImage => ({
      width: side,
      height: side,
      data: Uint8ClampedArray.from({ length: 4 * side * side }, (_, k) => {
        const pixel = k >> 2;
        return (k & 3) === 3 ? 255 : levelAt(pixel % side, Math.floor(pixel / side));
      }),
    });
    const photo = paint((x, y) => (x ^ y) & 127);
    const isDisc = (x: number, y: number): boolean => Math.hypot(x - 200, y - 300) < 120;
    const image = paint((x, y) => ((x ^ y) & 127) + (isDisc(x, y) ? 60 : 0));
    const change = measureChange(photo, { image, inversion: null, mask: null });
    const share = (Math.PI * 120 ** 2) / side ** 2;
    expect(change.extent).toBeCloseTo(share, 2);
    expect(change.levels / (60 * share)).toBeCloseTo(1, 1);
  });

  it('is told from the photo itself where nothing was inverted', () => {
    const photo = grey(100, 100);
    expect(measureChange(photo, { image: photo, inversion: null, mask: null })).toMatchObject({ levels: 0, extent: 0 });
    expect(measureChange(photo, { image: grey(100, 120), inversion: null, mask: null }).levels).toBeCloseTo(10, 6);
  });

  it('is nothing under an empty mask', () => {
    const photo = grey(7, 8);
    const change = measureChange(photo, {
      image: photo,
      inversion: { reconstruction: grey(0, 0) },
      mask: new Uint8Array(2),
    });
    expect(change).toMatchObject({ levels: 0, extent: 0 });
  });

  it('tells whether what stood there still stands, in another colour or not at all', () => {
    const photo = grey(20, 200, 40, 180);
    const likenessOf = (image: PixelImage) => measureChange(photo, { image, inversion: null, mask: null }).likeness;
    expect(likenessOf(photo)).toBeCloseTo(1);
    expect(likenessOf(grey(60, 150, 70, 140)), 'paler').toBeGreaterThan(0.99);
    expect(likenessOf(grey(120, 118, 121, 119))).toBeLessThan(0);
  });
});
