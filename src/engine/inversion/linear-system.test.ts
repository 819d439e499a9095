import { expect, it } from 'vitest';
import { solveSymmetric } from './linear-system.ts';

it('solves a symmetric positive definite system', () => {
  const matrix = [
    [4, 1, 0.5],
    [1, 3, -1],
    [0.5, -1, 2],
  ];
  const solution = solveSymmetric(matrix, [1, 2, 3]) ?? [];
  const back = matrix.map((row) => row.reduce((sum, value, i) => sum + value * (solution[i] ?? 0), 0));
  back.forEach((value, i) => expect(value).toBeCloseTo(i + 1, 12));
});

it('has no solution for a matrix that is not definite', () => {
  const indefinite = [
    [1, 2],
    [2, 1],
  ];
  expect(solveSymmetric(indefinite, [1, 1])).toBeNull();
});
