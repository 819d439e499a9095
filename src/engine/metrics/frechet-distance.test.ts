import { describe, expect, it } from 'vitest';
import { createRandomGenerator } from '../diffusion/random.ts';
import { frechetDistance } from './frechet-distance.ts';
import { decomposeSymmetric } from './symmetric-eigen.ts';

/** Four points whose mean is the middle and whose covariance is diagonal, `width` and `height` the deviations. */
const cross = (x: number, y: number, width: number, height: number) => {
  const [w, h] = [width * Math.sqrt(1.5), height * Math.sqrt(1.5)];
  return [
    [x + w, y],
    [x - w, y],
    [x, y + h],
    [x, y - h],
  ].map((point) => Float32Array.from(point));
};

describe('the Fréchet distance', () => {
  it('of a set to itself is 0', () => {
    expect(frechetDistance(cross(1, 2, 3, 4), cross(1, 2, 3, 4))).toBeCloseTo(0, 5);
  });

  it('of a moved set is the square of the way', () => {
    expect(frechetDistance(cross(0, 0, 1, 2), cross(3, 4, 1, 2))).toBeCloseTo(25, 4);
  });

  it('of sets along the same axes is the difference of their deviations, squared', () => {
    expect(frechetDistance(cross(0, 0, 1, 2), cross(0, 0, 4, 6))).toBeCloseTo(9 + 16, 4);
  });

  it('does not change when both sets are turned', () => {
    const turn = (points: readonly Float32Array[]) =>
      points.map(([x = 0, y = 0]) => Float32Array.of(0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y));
    const [a, b] = [cross(0, 1, 2, 5), cross(2, 0, 3, 1)];
    expect(frechetDistance(turn(a), turn(b))).toBeCloseTo(frechetDistance(a, b), 3);
  });
});

it('eigenvectors give the symmetric matrix back', () => {
  const size = 12;
  const random = createRandomGenerator(3);
  const factor = Float64Array.from({ length: size * size }, () => random.gaussian());
  const matrix = factor.map((_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return (factor[row * size + column] ?? 0) + (factor[column * size + row] ?? 0);
  });
  const { values, vectors } = decomposeSymmetric(matrix, size);
  const entry = (i: number, j: number) => vectors[i * size + j] ?? 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const back = values.reduce((sum, value, k) => sum + entry(i, k) * value * entry(j, k), 0);
      const product = values.reduce((sum, _, k) => sum + entry(k, i) * entry(k, j), 0);
      expect(back).toBeCloseTo(matrix[i * size + j] ?? Number.NaN, 10);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 10);
    }
  }
});
