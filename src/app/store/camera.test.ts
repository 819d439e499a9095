import { assert, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitWhole,
  panBy,
  placePhoto,
  placeSeen,
  refit,
  toPhotoPlace,
  toViewPlace,
  WHOLE_PHOTO,
  zoomBy,
  zoomOf,
  zoomTo,
  type Camera,
} from './camera.ts';

const fraction = double({ min: 0, max: 1, noNaN: true });
const factor = double({ min: 0.1, max: 9, noNaN: true });
const camera: Camera = { ...WHOLE_PHOTO, fitScale: 0.2 };
/** A photo in the upper half of a view twice as wide as it, with a room that is wider than the photo. */
const inRoom: Camera = {
  ...camera,
  view: { width: 2, height: 2 },
  room: { width: 1.5, height: 1 },
  middle: { x: 0.5, y: 0.25 },
};

describe('the camera', () => {
  it('shows a photo pixel on a screen pixel at scale 1', () => {
    expect(zoomOf(zoomTo(camera, 1))).toBeCloseTo(5);
  });

  it.each([camera, inRoom])('zooms in about the pointer: what is under it stays under it', (whole) => {
    // As long as no border of the photo comes into the room.
    const at = double({ min: 0.4, max: 0.6, noNaN: true });
    assert(
      property(at, at, double({ min: 1.1, max: 20, noNaN: true }), (x, y, by) => {
        const start = zoomTo(whole, 0.8, whole.middle);
        const place = { x, y: y * 2 * whole.middle.y };
        const [before, after] = [toPhotoPlace(start, place), toPhotoPlace(zoomBy(start, by, place), place)];
        expect(after.x).toBeCloseTo(before.x, 9);
        expect(after.y).toBeCloseTo(before.y, 9);
      }),
    );
  });

  it.each([camera, inRoom])('a place of the view and of the photo are one', (whole) => {
    assert(
      property(fraction, fraction, factor, (x, y, by) => {
        const moved = zoomBy(whole, by, { x, y });
        const back = toViewPlace(moved, toPhotoPlace(moved, { x, y }));
        expect(back.x).toBeCloseTo(x, 9);
        expect(back.y).toBeCloseTo(y, 9);
      }),
    );
  });

  it.each([camera, inRoom])('never shows what lies beyond the photo, or keeps the photo in the middle', (whole) => {
    assert(
      property(fraction, fraction, double({ min: -3, max: 3, noNaN: true }), factor, (x, y, by, second) => {
        const moved = panBy(zoomBy(zoomBy(whole, 4, { x, y }), second, { x: y, y: x }), by, -by);
        // Half of the room, or of a photo that is smaller than it.
        const half = (room: number): number => Math.min(0.5, (0.5 * room) / zoomOf(moved));
        const borders = [half(moved.room.width) - moved.x, half(moved.room.height) - moved.y];
        for (const beyond of borders) expect(beyond).toBeLessThanOrEqual(1e-9);
        const others = [moved.x - 1 + half(moved.room.width), moved.y - 1 + half(moved.room.height)];
        for (const beyond of others) expect(beyond).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it('returns to the whole photo when zoomed out, and not further', () => {
    expect(zoomBy(zoomTo(inRoom, 2), 0.001)).toEqual(inRoom);
    expect(fitWhole(zoomTo(inRoom, 2))).toEqual(inRoom);
  });

  it('ends at eight screen pixels a photo pixel, or at eight times the room for a small photo', () => {
    expect(zoomTo(camera, 1000).scale).toBe(8);
    expect(zoomTo({ ...camera, fitScale: 5 }, 1000).scale).toBe(40);
  });

  it('moves with the hand', () => {
    const start = zoomTo(camera, 0.4);
    expect(panBy(start, 0.1, -0.1)).toMatchObject({ x: 0.45, y: 0.55 });
  });

  it('keeps the scale in a window of another size', () => {
    const { view, room, middle } = inRoom;
    expect(refit(zoomTo(camera, 1), { fitScale: 0.5, view, room, middle })).toMatchObject({ scale: 1, fitScale: 0.5 });
    expect(refit(camera, { fitScale: 0, view, room, middle })).toBe(camera);
  });

  it('places the whole photo in the middle of the room, and knows what is seen of it', () => {
    expect(placePhoto(inRoom)).toEqual({ left: 0.25, top: 0, width: 0.5, height: 0.5 });
    expect(placeSeen(inRoom)).toEqual(placePhoto(inRoom));
    const large = zoomBy(inRoom, 4);
    expect(placePhoto(large)).toEqual({ left: -0.5, top: -0.75, width: 2, height: 2 });
    expect(placeSeen(large)).toEqual({ left: 0, top: 0, width: 1, height: 1 });
  });
});
