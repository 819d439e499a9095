import { expect, it } from 'vitest';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { growThing } from './grow-thing.ts';

const SIZE = 64;
const CELLS = 8;
const pixels = [...Array(SIZE * SIZE).keys()];
const isDisc = (i: number): boolean => Math.hypot((i % SIZE) - 30, Math.floor(i / SIZE) - 34) < 14;
const isEye = (i: number): boolean => Math.hypot((i % SIZE) - 34, Math.floor(i / SIZE) - 30) < 3;
/** A red disc with a white eye on green, another one of the same red at the right, all with grain. */
const image: PixelImage = {
  width: SIZE,
  height: SIZE,
  data: Uint8ClampedArray.from({ length: 4 * SIZE * SIZE }, (_, k) => {
    const i = k >> 2;
    const grain = 12 * Math.sin(37 * i + (k & 3));
    const isOther = i % SIZE > 56;
    const colour = isEye(i) ? [240, 240, 235] : isDisc(i) || isOther ? [190, 40, 50] : [60, 150, 70];
    return (k & 3) === 3 ? 255 : (colour[k & 3] ?? 0) + grain;
  }),
};
/** Cells that the disc fills by a quarter, the more of it the stronger. */
const strength = Uint8Array.from({ length: CELLS * CELLS }, (_, cell) => {
  const own = pixels.filter((i) => Math.floor((i % SIZE) / 8) + CELLS * Math.floor(i / SIZE / 8) === cell);
  const share = own.filter(isDisc).length / own.length;
  return share < 0.25 ? 0 : Math.round(255 * (0.5 + share / 2));
});

/** Intersection over union with the disc. */
function likeness(found: Uint8Array): number {
  const both = pixels.filter((i) => found[i] === 1 && isDisc(i)).length;
  return both / pixels.filter((i) => found[i] === 1 || isDisc(i)).length;
}

it('a thing is grown from the cells in which its words act to its own edges, with what lies within it', () => {
  const cells = Uint8Array.from(pixels, (i) =>
    Number((strength[CELLS * Math.floor(i / SIZE / 8) + Math.floor((i % SIZE) / 8)] ?? 0) > 0),
  );
  expect(likeness(cells), 'by the cells alone').toBeLessThan(0.8);
  const found = growThing(image, { width: CELLS, height: CELLS, strength }, { x: 26, y: 36 });
  expect(likeness(found)).toBeGreaterThan(0.95);
  expect(pixels.filter(isEye).every((i) => found[i] === 1)).toBe(true);
});

it('without words it is what has about one colour and hangs together', () => {
  expect(likeness(growThing(image, null, { x: 26, y: 36 }))).toBeGreaterThan(0.9);
});

it('a place beyond the picture is its border', () => {
  const found = growThing(image, null, { x: -9, y: 900 });
  expect(found[SIZE * (SIZE - 1)]).toBe(1);
  expect(found[SIZE * 34 + 30]).toBe(0);
});

it('what is only a little like a thing is none of it where its words act little', () => {
  // Below the disc, of a colour that is nearer to it than to the ground.
  const isShadow = (i: number): boolean => Math.floor(i / SIZE) >= 48 && Math.floor(i / SIZE) < 60 && !isDisc(i);
  const shaded: PixelImage = {
    ...image,
    data: image.data.map((value, k) => (isShadow(k >> 2) ? ([135, 86, 58, 255][k & 3] ?? 0) : value)),
  };
  const weak = strength.map((value, cell) => (cell >= 6 * CELLS ? Math.max(value, 60) : value));
  const found = growThing(shaded, { width: CELLS, height: CELLS, strength: weak }, { x: 26, y: 36 });
  expect(likeness(found)).toBeGreaterThan(0.9);
});
