import { assert, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panBy, refit, WHOLE_PHOTO, zoomBy, zoomOf, zoomTo, type Camera } from './camera.ts';

const fraction = double({ min: 0, max: 1, noNaN: true });
const camera: Camera = { ...WHOLE_PHOTO, fitScale: 0.2 };

/** The point of the photo under a point of the view. */
const seenAt = (of: Camera, view: { x: number; y: number }) => ({
  x: of.x + (view.x - 0.5) / zoomOf(of),
  y: of.y + (view.y - 0.5) / zoomOf(of),
});

describe('the camera', () => {
  it('shows a photo pixel on a screen pixel at scale 1', () => {
    expect(zoomOf(zoomTo(camera, 1))).toBeCloseTo(5);
  });

  it('zooms in about the pointer: what is under it stays under it', () => {
    assert(
      property(fraction, fraction, double({ min: 1.1, max: 20, noNaN: true }), (x, y, factor) => {
        const start = zoomTo(camera, 0.4);
        const [before, after] = [seenAt(start, { x, y }), seenAt(zoomBy(start, factor, { x, y }), { x, y })];
        expect(after.x).toBeCloseTo(before.x, 9);
        expect(after.y).toBeCloseTo(before.y, 9);
      }),
    );
  });

  it('never shows what lies beyond the photo', () => {
    assert(
      property(
        fraction,
        fraction,
        double({ min: -3, max: 3, noNaN: true }),
        double({ min: 0.1, max: 9, noNaN: true }),
        (x, y, by, factor) => {
          const moved = panBy(zoomBy(zoomBy(camera, 4, { x, y }), factor, { x: y, y: x }), by, -by);
          const [first, last] = [seenAt(moved, { x: 0, y: 0 }), seenAt(moved, { x: 1, y: 1 })];
          for (const value of [first.x, first.y]) expect(value).toBeGreaterThanOrEqual(-1e-9);
          for (const value of [last.x, last.y]) expect(value).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });

  it('returns to the whole photo when zoomed out, and not further', () => {
    expect(zoomBy(zoomTo(camera, 2), 0.001)).toEqual(camera);
  });

  it('ends at sixteen screen pixels a photo pixel, or at eight times the room for a small photo', () => {
    expect(zoomTo(camera, 1000).scale).toBe(16);
    expect(zoomTo({ ...camera, fitScale: 5 }, 1000).scale).toBe(40);
  });

  it('moves with the hand', () => {
    const start = zoomTo(camera, 0.4);
    expect(panBy(start, 0.1, -0.1)).toMatchObject({ x: 0.45, y: 0.55 });
  });

  it('keeps the scale in a window of another size', () => {
    expect(refit(zoomTo(camera, 1), 0.5)).toMatchObject({ scale: 1, fitScale: 0.5 });
    expect(refit(camera, 0)).toBe(camera);
  });
});
