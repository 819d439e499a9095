import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveredPart, planExtents, planPart, planWhole, reachesBeyond, visiblePart } from './plan-extents.ts';

const square = { width: 128, height: 128 };

describe('planExtents', () => {
  it('takes the whole of a square photo', () => {
    expect(planExtents({ width: 640, height: 640 }, square).crop).toEqual({ x: 0, y: 0, width: 640, height: 640 });
  });

  it('takes the centre of a landscape photo', () => {
    expect(planExtents({ width: 4000, height: 3000 }, square).crop).toEqual({
      x: 500,
      y: 0,
      width: 3000,
      height: 3000,
    });
  });

  it('takes the centre of a portrait photo', () => {
    expect(planExtents({ width: 300, height: 501 }, square).crop).toEqual({ x: 0, y: 100, width: 300, height: 300 });
  });

  it('follows the aspect ratio of the pack', () => {
    const plan = planExtents({ width: 1000, height: 1000 }, { width: 512, height: 256 });
    expect(plan.crop).toEqual({ x: 0, y: 250, width: 1000, height: 500 });
    expect(plan.target).toEqual({ width: 512, height: 256 });
  });

  it('keeps one pixel of the thinnest photo', () => {
    expect(planExtents({ width: 1, height: 9000 }, square).crop).toEqual({ x: 0, y: 4499, width: 1, height: 1 });
  });

  it('never leaves the photo and always touches two opposite edges', () => {
    const side = integer({ min: 1, max: 16_384 });
    assert(
      property(side, side, (width, height) => {
        const { crop } = planExtents({ width, height }, square);
        expect(crop.x).toBeGreaterThanOrEqual(0);
        expect(crop.y).toBeGreaterThanOrEqual(0);
        expect(crop.x + crop.width).toBeLessThanOrEqual(width);
        expect(crop.y + crop.height).toBeLessThanOrEqual(height);
        expect(crop.width === width || crop.height === height).toBe(true);
        expect(crop.width).toBe(crop.height);
      }),
    );
  });
});

describe('planPart', () => {
  it('takes the whole, the middle or a part; the whole reaches beyond a photo of another ratio', () => {
    const photo = { width: 300, height: 200 };
    const part = { x: 5, y: 6, width: 150, height: 150 };
    expect(planPart('whole', photo, square)).toEqual(planWhole(photo, square));
    expect(planPart('middle', photo, square)).toEqual(planExtents(photo, square));
    expect(planPart(part, photo, square)).toEqual({ crop: part, target: square });
    expect(
      (['whole', 'middle', part] as const).map((of) => reachesBeyond(planPart(of, photo, square).crop, photo)),
    ).toEqual([true, false, false]);
    expect(reachesBeyond(planWhole(square, square).crop, square)).toBe(false);
  });
});

describe('planWhole', () => {
  it('takes a square photo as it is', () => {
    const photo = { width: 640, height: 640 };
    expect(planWhole(photo, square)).toEqual(planExtents(photo, square));
  });

  it('reaches beyond a photo of another ratio, which takes whole pixels of the pack', () => {
    const photo = { width: 192, height: 128 };
    const plan = planWhole(photo, square);
    expect(coveredPart(plan, photo)).toEqual({ x: 0, y: 21, width: 128, height: 85 });
    expect(plan.crop.x).toBe(0);
    expect(plan.crop.width).toBe(192);
    expect(plan.crop.y).toBeCloseTo((-21 * 128) / 85, 10);
    expect(plan.crop.height).toBeCloseTo((128 * 128) / 85, 10);
    expect(visiblePart(plan.crop, photo)).toEqual({ x: 0, y: 0, width: 192, height: 128 });
  });

  it('holds every photo, in pixels that are nearly square', () => {
    const side = integer({ min: 128, max: 16_384 });
    assert(
      property(side, side, (width, height) => {
        const photo = { width, height };
        const plan = planWhole(photo, square);
        const covered = coveredPart(plan, photo);
        expect(covered.x + covered.width).toBeLessThanOrEqual(128);
        expect(covered.y + covered.height).toBeLessThanOrEqual(128);
        expect(Math.max(covered.width, covered.height)).toBe(128);
        const seen = visiblePart(plan.crop, photo);
        expect(seen.width).toBeCloseTo(width, 6);
        expect(seen.height).toBeCloseTo(height, 6);
        const shorter = Math.min(covered.width, covered.height);
        expect(Math.abs(Math.log(plan.crop.width / plan.crop.height))).toBeLessThan(0.51 / (shorter - 0.5));
      }),
    );
  });
});
