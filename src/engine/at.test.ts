import { expect, it } from 'vitest';
import { at } from './at.ts';

it('gives the value at an index, 0 and null among them', () => {
  expect([0, 1, 2].map((index) => at([0, null, 'c'], index))).toEqual([0, null, 'c']);
  expect(at(Float32Array.of(1, 0.5), 1)).toBe(0.5);
});

it.each([-1, 2, 0.5, Number.NaN])('refuses the index %d of two values', (index) => {
  expect(() => at([1, 2], index)).toThrow(RangeError);
});
