import { expect, it } from 'vitest';
import { frameThing, planByWords } from './frame-thing.ts';
import { planWhole } from './plan-extents.ts';

const PACK = { width: 128, height: 128 };
const PHOTO = { width: 3000, height: 2000 };
/** The whole photo in a square of 12 cells of 250 pixels a side, the photo in rows 2 to 9. */
const SEEN = { x: 0, y: -500, width: 3000, height: 3000 };

/** Cells that act, by column and row. */
function mapOf(...cells: readonly (readonly [number, number])[]) {
  const strength = new Uint8Array(144).fill(60);
  for (const [column, row] of cells) strength[12 * row + column] = 200;
  return { width: 12, height: 12, strength };
}

it('is about the thing, with its surroundings', () => {
  // Columns 4 and 5, rows 4 to 6: 500 x 750 pixels about (1250, 875).
  const map = mapOf([4, 4], [5, 5], [4, 6]);
  expect(frameThing(map, SEEN, PHOTO, PACK)).toEqual({ x: 425, y: 50, width: 1650, height: 1650 });
});

it('stays inside the photo, and is no smaller than half of the largest', () => {
  expect(frameThing(mapOf([11, 2]), SEEN, PHOTO, PACK)).toEqual({ x: 2000, y: 0, width: 1000, height: 1000 });
});

it('is never smaller than what the model paints', () => {
  const photo = { width: 192, height: 128 };
  const seen = { x: 0, y: -32, width: 192, height: 192 };
  expect(frameThing(mapOf([0, 6]), seen, photo, PACK)).toEqual({ x: 0, y: 0, width: 128, height: 128 });
});

it('is none of a thing that does not fit, and of none', () => {
  expect(frameThing(mapOf([0, 5], [9, 5]), SEEN, PHOTO, PACK)).toBeNull();
  expect(frameThing(mapOf(), SEEN, PHOTO, PACK)).toBeNull();
  expect(frameThing(mapOf([4, 1]), SEEN, PHOTO, PACK), 'of its mirror image alone').toBeNull();
});

it('words about a thing plan a part of the photo, all others the whole', () => {
  const whole = planWhole(PHOTO, PACK);
  const across = whole.crop.width / 12;
  const down = whole.crop.height / 12;
  const { crop } = planByWords(mapOf([4, 5], [5, 5]), PHOTO, PACK);
  expect([crop.x + crop.width / 2, crop.y + crop.height / 2].map(Math.round)).toEqual(
    [5 * across, whole.crop.y + 5.5 * down].map(Math.round),
  );
  expect(planByWords(null, PHOTO, PACK)).toEqual(whole);
  expect(planByWords(mapOf([0, 5], [9, 5]), PHOTO, PACK), 'of a thing that fits no part').toEqual(whole);
});
