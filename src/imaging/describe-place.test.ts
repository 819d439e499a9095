import { expect, it } from 'vitest';
import { describePlace } from './describe-place.ts';

const SIZE = 6;

function describeStrong(isStrong: (x: number, y: number) => boolean): string {
  const strength = Uint8Array.from({ length: SIZE * SIZE }, (_, i) =>
    isStrong(i % SIZE, Math.floor(i / SIZE)) ? 255 : 90,
  );
  return describePlace({ word: 'ball', strength }, SIZE, SIZE);
}

it('names the ninth of the picture where a word acts strongly', () => {
  expect(describeStrong((x, y) => x < 2 && y < 2)).toBe('top left');
  expect(describeStrong((x, y) => x >= 4 && y > 1 && y < 4)).toBe('right');
  expect(describeStrong((_, y) => y === 5)).toBe('bottom');
  expect(describeStrong((x, y) => x > 1 && x < 4 && y > 1 && y < 4)).toBe('middle');
});

it('names no place for a word that acts on more than half of the picture, or not at all', () => {
  expect(describeStrong((x) => x < 4)).toBe('everywhere');
  expect(describeStrong(() => false)).toBe('nowhere');
});
