import { expect, it } from 'vitest';
import { selfSimilarity, structureDistance } from './structure-distance.ts';

const places = (...rows: readonly (readonly number[])[]) => rows.map((row) => Float32Array.from(row));

it('places are compared by the cosine of their features', () => {
  const similarity = selfSimilarity(places([2, 0], [0, 3], [1, 1]));
  const half = Math.SQRT1_2;
  const expected = [1, 0, half, 0, 1, half, half, half, 1];
  for (const [i, value] of similarity.entries()) expect(value).toBeCloseTo(expected[i] ?? 0, 6);
});

it('structure is what scaling leaves, and its distance the mean square of what differs', () => {
  const straight = selfSimilarity(places([1, 0], [0, 1]));
  expect(structureDistance(straight, selfSimilarity(places([5, 0], [0, 0.1])))).toBe(0);
  // Two of four similarities go from 0 to 1.
  expect(structureDistance(straight, selfSimilarity(places([1, 0], [1, 0])))).toBe(0.5);
});
