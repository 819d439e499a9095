import type { NormDensity } from './norm-density.ts';

/** A path of points in a span: numbers of all points one after another, and where its own begin. */
export interface PathPoints {
  readonly values: Float64Array;
  readonly dimensions: number;
  /** Index of each point's first number, in the order of the path. */
  readonly starts: readonly number[];
}

/**
 * Likelihood of a path: the line integral of L along it, less what its segments are longer than `longest`,
 *   sum_i |x_i+1 - x_i| L(|x_i + x_i+1| / 2) - sum_i max(0, |x_i+1 - x_i| - longest),
 * (arXiv 2306.08687, eq. 6 and 7, lambda = 1). Adds its gradient to `slope`, laid out as `values`.
 */
export function addPathLikelihood(
  { values, dimensions, starts }: PathPoints,
  density: NormDensity,
  longest: number,
  slope: Float64Array,
): number {
  let total = 0;
  for (let segment = 1; segment < starts.length; segment++) {
    const a = starts[segment - 1] ?? 0;
    const b = starts[segment] ?? 0;
    let [lengthSquared, normSquared] = [0, 0];
    for (let k = 0; k < dimensions; k++) {
      const [x, y] = [values[a + k] ?? 0, values[b + k] ?? 0];
      lengthSquared += (y - x) ** 2;
      normSquared += ((x + y) / 2) ** 2;
    }
    const [length, norm] = [Math.sqrt(lengthSquared), Math.sqrt(normSquared)];
    // Two equal points have neither a length nor a direction.
    if (length === 0) continue;
    const likelihood = density.log(norm);
    const excess = length - longest;
    total += length * likelihood - Math.max(0, excess);
    const stretch = (likelihood - (excess > 0 ? 1 : 0)) / length;
    const outwards = norm === 0 ? 0 : (length * density.slope(norm)) / (2 * norm);
    for (let k = 0; k < dimensions; k++) {
      const [x, y] = [values[a + k] ?? 0, values[b + k] ?? 0];
      const along = stretch * (y - x);
      const out = (outwards * (x + y)) / 2;
      slope[a + k] = (slope[a + k] ?? 0) + out - along;
      slope[b + k] = (slope[b + k] ?? 0) + out + along;
    }
  }
  return total;
}
