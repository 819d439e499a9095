import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { guideMask } from './guide-mask.ts';
import { type Raster, resizeBilinear } from './raster.ts';

type Colour = readonly [number, number, number];

const GROUND: Colour = [70, 120, 60];
const BALL: Colour = [200, 40, 40];
const BLUE_BALL: Colour = [40, 60, 200];

/** A shaded ball on grainy ground. `centre` and `radius` in parts of the side; without `ball` the ground alone. */
function picture(side: number, ball: Colour | null, centre = 0.5, radius = 0.25): PixelImage {
  const data = new Uint8ClampedArray(4 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isBall = ball !== null && isWithin(x, y, side, centre, radius);
      const light = isBall ? 1.2 - y / side : 1 + 0.1 * Math.sin(1.7 * x + 2.3 * y);
      data.set([...(isBall ? ball : GROUND).map((value) => light * value), 255], 4 * (y * side + x));
    }
  }
  return { width: side, height: side, data };
}

function isWithin(x: number, y: number, side: number, centre: number, radius: number): boolean {
  return Math.hypot((x + 0.5) / side - centre, (y + 0.5) / side - 0.5) < radius;
}

/** A generous latent mask: 1 within 1.3 radii of the ball, 8 times smaller than the picture. */
function latentMask(side: number, centre = 0.5, radius = 0.25): Raster {
  const cells = side / 8;
  const data = Float32Array.from({ length: cells * cells }, (_, i) =>
    Math.hypot(((i % cells) + 0.5) / cells - centre, (Math.floor(i / cells) + 0.5) / cells - 0.5) < 1.3 * radius
      ? 1
      : 0,
  );
  return { width: cells, height: cells, data };
}

/** Mean of a mask over the ball and over what is outside of it. */
function means(mask: Raster, centre = 0.5, radius = 0.25): { readonly inside: number; readonly outside: number } {
  const sums = { inside: 0, outside: 0 };
  const counts = { inside: 0, outside: 0 };
  mask.data.forEach((value, i) => {
    const side = mask.width;
    const where = isWithin(i % side, Math.floor(i / side), side, centre, radius) ? 'inside' : 'outside';
    sums[where] += value;
    counts[where] += 1;
  });
  return { inside: sums.inside / counts.inside, outside: sums.outside / counts.outside };
}

describe('a mask guided by the photo', () => {
  it('ends at the contour of a thing that got other colours', () => {
    const mask = latentMask(128);
    const before = means(resizeBilinear(mask, 128, 128));
    const after = means(guideMask(mask, picture(128, BALL), picture(128, BLUE_BALL)));
    expect(after.inside).toBeGreaterThan(0.97);
    expect(after.outside).toBeLessThan(before.outside / 3);
  });

  it('keeps what was painted over a thing that hardly differs from its ground', () => {
    const mask = latentMask(128);
    const faint: Colour = [76, 124, 64];
    const before = means(resizeBilinear(mask, 128, 128));
    const after = means(guideMask(mask, picture(128, faint), picture(128, BLUE_BALL)));
    expect(after.inside).toBeGreaterThan(0.95 * before.inside);
  });

  it('reaches beyond the photo where a new thing was painted', () => {
    const mask = latentMask(128);
    const before = means(resizeBilinear(mask, 128, 128));
    const after = means(guideMask(mask, picture(128, null), picture(128, BALL)));
    expect(after.inside).toBeGreaterThan(0.97 * before.inside);
  });

  it('covers a thing that was replaced by one in another place', () => {
    const mask = {
      ...latentMask(128),
      data: latentMask(128, 0.3).data.map((value, i) => Math.max(value, latentMask(128, 0.7).data[i] ?? 0)),
    };
    const guided = guideMask(mask, picture(128, BALL, 0.3, 0.2), picture(128, BLUE_BALL, 0.7, 0.2));
    expect(means(guided, 0.3, 0.2).inside).toBeGreaterThan(0.95);
    expect(means(guided, 0.7, 0.2).inside).toBeGreaterThan(0.95);
  });

  it('is nowhere more than the enlarged mask, and nothing or everything where that is all there is', () => {
    const mask = latentMask(128);
    const [photo, painted] = [picture(128, BALL), picture(128, BLUE_BALL)];
    const enlarged = resizeBilinear(mask, 128, 128);
    const guided = guideMask(mask, photo, painted);
    expect(guided.data.every((value, i) => value >= 0 && value <= (enlarged.data[i] ?? 0))).toBe(true);
    for (const value of [0, 1]) {
      const same = { width: 16, height: 16, data: new Float32Array(256).fill(value) };
      expect(guideMask(same, photo, painted).data.every((found) => Math.abs(found - value) < 1e-6)).toBe(true);
    }
  });

  it('does the same to a photo of another size, whose filter is found at 128 pixels', () => {
    const small = means(guideMask(latentMask(128), picture(128, BALL), picture(128, BLUE_BALL)));
    const large = guideMask(latentMask(256), picture(256, BALL), picture(256, BLUE_BALL));
    expect(large.width).toBe(256);
    expect(means(large).inside).toBeCloseTo(small.inside, 1);
    expect(means(large).outside).toBeCloseTo(small.outside, 1);
  });

  it('knows photos that are not square', () => {
    const photo = { width: 96, height: 64, data: new Uint8ClampedArray(4 * 96 * 64).fill(128) };
    const mask = { width: 12, height: 8, data: Float32Array.from({ length: 96 }, (_, i) => (i % 12 < 6 ? 1 : 0)) };
    const guided = guideMask(mask, photo, photo);
    expect([guided.width, guided.height, guided.data.length]).toEqual([96, 64, 96 * 64]);
    expect(guided.data[0]).toBeGreaterThan(0.99);
    expect(guided.data[95]).toBe(0);
  });
});
