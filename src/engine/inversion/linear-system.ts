import { at } from '../at.ts';

/** Solves A x = b for a small symmetric positive definite A by Cholesky, A = L L^T. Null when A is not definite. */
export function solveSymmetric(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] | null {
  const size = right.length;
  const lower: number[][] = [];
  for (let i = 0; i < size; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const above = j < i ? at(lower, j) : row;
      let rest = at(at(matrix, i), j);
      for (let k = 0; k < j; k++) rest -= at(row, k) * at(above, k);
      if (i === j && !(rest > 0)) return null;
      row.push(i === j ? Math.sqrt(rest) : rest / at(above, j));
    }
    lower.push(row);
  }
  const entry = (i: number, j: number): number => at(at(lower, i), j);
  const forward: number[] = [];
  for (let i = 0; i < size; i++) {
    let rest = at(right, i);
    for (let k = 0; k < i; k++) rest -= entry(i, k) * at(forward, k);
    forward.push(rest / entry(i, i));
  }
  const solution: number[] = forward.slice();
  for (let i = size - 1; i >= 0; i--) {
    let rest = at(forward, i);
    for (let k = i + 1; k < size; k++) rest -= entry(k, i) * at(solution, k);
    solution[i] = rest / entry(i, i);
  }
  return solution;
}
