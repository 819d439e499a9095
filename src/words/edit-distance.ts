/** Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of neighbours. */
export function editDistance(from: string, to: string): number {
  const width = to.length + 1;
  const table = new Int32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = 0; i <= from.length; i++) {
    for (let j = 0; j <= to.length; j++) {
      table[i * width + j] = i === 0 || j === 0 ? i + j : distanceAt(i, j);
    }
  }
  return at(from.length, to.length);

  function distanceAt(i: number, j: number): number {
    const substitution = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
    const best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, substitution);
    const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
    return swapped ? Math.min(best, at(i - 2, j - 2) + 1) : best;
  }
}
