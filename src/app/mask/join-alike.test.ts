import { expect, it } from 'vitest';
import { joinAlike } from './join-alike.ts';

/** Six cells in a row. */
const cells = (...strength: readonly number[]) => ({ width: 6, height: 1, strength: Uint8Array.from(strength) });
const FIRST = { x: 0.05, y: 0.5 };

it('of the cells in which the words act those are the thing that look like the place and hang together with it', () => {
  const words = cells(255, 255, 255, 0, 255, 255);
  expect(joinAlike(words, cells(255, 255, 20, 255, 255, 255), FIRST)).toEqual(cells(255, 255, 0, 0, 0, 0));
});

it('what looks half alike is half the thing', () => {
  const { strength } = joinAlike(cells(255, 255, 0, 0, 0, 0), cells(255, 64, 0, 0, 0, 0), FIRST);
  expect(strength[1]).toBeCloseTo(255 / 2, -1);
});

it('where no words act it is what looks alike', () => {
  expect(joinAlike(null, cells(255, 200, 90, 240, 255, 255), FIRST)).toEqual(cells(255, 200, 0, 0, 0, 0));
});

it('the cell of the place is always in it, a place beyond the border is at the border', () => {
  expect(joinAlike(cells(0, 255, 0, 0, 0, 0), cells(255, 10, 0, 0, 0, 0), { x: -1, y: 3 }).strength[0]).toBe(1);
});
