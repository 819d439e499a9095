import { expect, it } from 'vitest';
import { continueEdges } from './continue-edges.ts';

/** One line of pixels, each of one grey. */
function line(...greys: readonly number[]) {
  return {
    width: greys.length,
    height: 1,
    data: new Uint8ClampedArray(greys.flatMap((grey) => [grey, grey, grey, 255])),
  };
}

const greysOf = (data: Uint8ClampedArray): readonly number[] => [...data].filter((_, i) => i % 4 === 0);

it('goes on as between two mirrors, as far as it takes', () => {
  const { data } = continueEdges(line(1, 2, 3), { x: 4, y: 0 }, { width: 11, height: 1 });
  expect(greysOf(data)).toEqual([3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1]);
});

it('goes on above and below, and keeps every pixel of the picture', () => {
  const { data, ...size } = continueEdges(line(7, 9), { x: 0, y: 1 }, { width: 2, height: 3 });
  expect(size).toEqual({ width: 2, height: 3 });
  expect(greysOf(data)).toEqual([7, 9, 7, 9, 7, 9]);
});
