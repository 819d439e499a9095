import { expect, it } from 'vitest';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { matchSurroundings } from './match-surroundings.ts';

const SIDE = 128;

function paint(colour: (x: number, y: number) => readonly [number, number, number]): PixelImage {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) data.set([...colour(i % SIDE, Math.floor(i / SIDE)), 255], 4 * i);
  return { width: SIDE, height: SIDE, data };
}

const isHole = (x: number, y: number): boolean => x >= 40 && x < 80 && y >= 30 && y < 90;
const mask = {
  width: SIDE,
  height: SIDE,
  data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => Number(isHole(i % SIDE, Math.floor(i / SIDE)))),
};

it('takes away a difference that goes smoothly through the hole, and keeps what was painted there', () => {
  const stripes = (y: number): number => (y % 8 < 4 ? 12 : 0);
  // The autoencoder makes the right side of the photo darker, and what was painted has stripes of its own.
  const photo = paint((x, y) => (isHole(x, y) ? [250, 0, 0] : [150, 150, 150]));
  const painted = paint((x, y) => {
    const value = 150 - x / 4 + (isHole(x, y) ? stripes(y) : 0);
    return [value, value, value];
  });
  const { data } = matchSurroundings(photo, painted, mask);
  const errors = [...mask.data.keys()]
    .filter((i) => mask.data[i] === 1)
    .map((i) => Math.abs((data[4 * i] ?? 0) - 150 - stripes(Math.floor(i / SIDE))));
  expect(Math.max(...errors)).toBeLessThanOrEqual(2);
  expect(data[3]).toBe(255);
});

it('leaves a painting alone that agrees with the photo around the hole', () => {
  const photo = paint((x, y) => (isHole(x, y) ? [250, 0, 0] : [x, y, 99]));
  const painted = paint((x, y) => (isHole(x, y) ? [10, 200, 99] : [x, y, 99]));
  expect(matchSurroundings(photo, painted, mask)).toEqual(painted);
});

it('changes nothing where there is nothing around', () => {
  const picture = paint((x, y) => [x, y, 7]);
  const all = { ...mask, data: new Float32Array(SIDE * SIDE).fill(1) };
  expect(
    matchSurroundings(
      paint(() => [0, 0, 0]),
      picture,
      all,
    ),
  ).toEqual(picture);
});
