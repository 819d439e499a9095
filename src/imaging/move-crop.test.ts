import { assert, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveCrop, resizeCrop } from './move-crop.ts';
import { planExtents } from './plan-extents.ts';

const photo = { width: 4000, height: 3000 };
const pack = { width: 128, height: 128 };
const { crop } = planExtents(photo, pack);

describe('the edited part', () => {
  it('moves to the border and no further', () => {
    expect(moveCrop(crop, photo, -200, 50)).toEqual({ ...crop, x: 300 });
    expect(moveCrop(crop, photo, -9000, 0)).toEqual({ ...crop, x: 0 });
    expect(moveCrop(crop, photo, 9000, 0)).toEqual({ ...crop, x: 1000 });
  });

  it('becomes smaller about its centre, down to the size of the pack', () => {
    expect(resizeCrop(crop, photo, pack, 0.5)).toEqual({ x: 1250, y: 750, width: 1500, height: 1500 });
    expect(resizeCrop(crop, photo, pack, 0.001)).toMatchObject({ width: 128, height: 128 });
    expect(resizeCrop(crop, photo, pack, 7)).toEqual(crop);
  });

  it('is all there is of a photo smaller than the pack', () => {
    const small = { width: 90, height: 60 };
    expect(resizeCrop(planExtents(small, pack).crop, small, pack, 0.5)).toEqual({ x: 15, y: 0, width: 60, height: 60 });
  });

  it('stays inside the photo in whole pixels, whatever is done to it', () => {
    const step = integer({ min: -5000, max: 5000 });
    assert(
      property(
        step,
        step,
        double({ min: 0.01, max: 9, noNaN: true }),
        double({ min: 0.1, max: 4, noNaN: true }),
        (right, down, first, second) => {
          const moved = resizeCrop(
            moveCrop(resizeCrop(crop, photo, pack, first), photo, right, down),
            photo,
            pack,
            second,
          );
          for (const value of Object.values(moved)) expect(Number.isInteger(value)).toBe(true);
          expect(Math.min(moved.x, moved.y)).toBeGreaterThanOrEqual(0);
          expect(moved.x + moved.width).toBeLessThanOrEqual(4000);
          expect(moved.y + moved.height).toBeLessThanOrEqual(3000);
          expect(moved.width).toBe(moved.height);
        },
      ),
    );
  });
});
