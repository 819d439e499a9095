import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planExtents } from './plan-extents.ts';

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
