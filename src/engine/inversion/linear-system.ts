/** Solves A x = b for a small symmetric positive definite A by Cholesky, A = L L^T. Throws a RangeError when A is not definite. */
export function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const size = right.length;
  const lower: number[][] = [];
  for (let i = 0; i < size; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const above = j < i ? (lower[j] ?? []) : row;
      let rest = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (row[k] ?? 0) * (above[k] ?? 0);
      if (i === j && !(rest > 0)) throw new RangeError('the matrix is not positive definite');
      row.push(i === j ? Math.sqrt(rest) : rest / (above[j] ?? 1));
    }
    lower.push(row);
  }
  const entry = (i: number, j: number): number => lower[i]?.[j] ?? 0;
  const forward: number[] = [];
  for (let i = 0; i < size; i++) {
    let rest = right[i] ?? 0;
    for (let k = 0; k < i; k++) rest -= entry(i, k) * (forward[k] ?? 0);
    forward.push(rest / entry(i, i));
  }
  const solution: number[] = forward.slice();
  for (let i = size - 1; i >= 0; i--) {
    let rest = forward[i] ?? 0;
    for (let k = i + 1; k < size; k++) rest -= entry(k, i) * (solution[k] ?? 0);
    solution[i] = rest / entry(i, i);
  }
  return solution;
}
