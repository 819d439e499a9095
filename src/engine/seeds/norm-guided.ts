/**
 * Paths and centroids of seeds through where noise is likely (NAO: Samuel et al. 2023, "Norm-guided latent space exploration for
 * text-to-image generation", arXiv 2306.08687). On the straight line between two seeds the noise is too weak: half way it has 0.71 of its
 * length. What is maximised depends on lengths and distances alone, so that everything happens in the span of the seeds: a path
 * of 50 points between two is 100 numbers, whatever the size of the latent.
 */
import { at } from '../at.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { ascend, type AscentLimits } from './ascend.ts';
import { type NormDensity, normDensity } from './norm-density.ts';
import { addPathLikelihood } from './path-likelihood.ts';
import { spanOf } from './span.ts';

/** Points of a path, its ends included, as published. */
const POINTS = 50;
/** A segment may be so many times as long as if the path were straight. */
const LONGEST = 2;
const PATH_LIMITS: AscentLimits = { rate: 0.01, tolerance: 1e-3, patience: 10, most: 10_000 };
const CENTROID_LIMITS: AscentLimits = { rate: 0.01, tolerance: 1e-2, patience: 5, most: 10_000 };

/** The likeliest path between two seeds, both ends included: `POINTS` seeds. Throws a RangeError for seeds of two sizes. */
export function normGuidedPath(a: Tensor, b: Tensor): readonly Tensor[] {
  const { coordinates, lift } = spanOf([a, b]);
  const layout = layOut([...coordinates], [[0, 1]]);
  const density = normDensity(a.data.length);
  ascend(layout.values, (values, slope) => evaluate({ ...layout, values }, density, slope), PATH_LIMITS);
  return at(layout.paths, 0).starts.map((start) => lift(pointAt(layout, start)));
}

/**
 * The seed in the middle of several: the one whose likelihood and whose paths to all of them are the likeliest together. Begins at their
 * mean. Throws a RangeError for none, and for seeds of several sizes.
 */
export function normGuidedCentroid(seeds: readonly Tensor[]): Tensor {
  const { coordinates, lift } = spanOf(seeds);
  const dimensions = at(coordinates, 0).length;
  const mean = Array.from(
    { length: dimensions },
    (_, k) => coordinates.reduce((sum, point) => sum + at(point, k), 0) / seeds.length,
  );
  const layout = layOut(
    [...coordinates, mean],
    seeds.map((_, index) => [seeds.length, index] as const),
    seeds.length,
  );
  const density = normDensity(at(seeds, 0).data.length);
  ascend(layout.values, (values, slope) => evaluate({ ...layout, values }, density, slope), CENTROID_LIMITS);
  return lift(pointAt(layout, at(at(layout.paths, 0).starts, 0)));
}

interface Layout {
  readonly values: Float64Array;
  readonly dimensions: number;
  /** The first number of each point of each path. Paths may share their ends. */
  readonly paths: readonly { readonly starts: readonly number[]; readonly longest: number }[];
  /** Points that stay: as many as these first ones. */
  readonly fixed: number;
  /** The first number of a point that is to be likely itself, or null. */
  readonly free: number | null;
}

/** `ends` and straight paths between pairs of them; all ends stay but the one of index `free`. */
function layOut(
  ends: readonly (readonly number[])[],
  pairs: readonly (readonly [number, number])[],
  free: number | null = null,
): Layout {
  const dimensions = at(ends, 0).length;
  const inner = POINTS - 2;
  const values = new Float64Array((ends.length + pairs.length * inner) * dimensions);
  ends.forEach((end, index) => values.set(end, index * dimensions));
  const paths = pairs.map(([from, to], index) => {
    const [a, b] = [at(ends, from), at(ends, to)];
    const first = (ends.length + index * inner) * dimensions;
    const starts = Array.from({ length: inner }, (_, i) => first + i * dimensions);
    starts.forEach((start, i) => {
      const t = (i + 1) / (POINTS - 1);
      values.set(
        a.map((x, k) => (1 - t) * x + t * at(b, k)),
        start,
      );
    });
    const length = Math.hypot(...a.map((x, k) => x - at(b, k)));
    return { starts: [from * dimensions, ...starts, to * dimensions], longest: (LONGEST * length) / POINTS };
  });
  return {
    values,
    dimensions,
    paths,
    fixed: free ?? ends.length,
    free: free === null ? null : free * dimensions,
  };
}

function evaluate(layout: Layout, density: NormDensity, slope: Float64Array): number {
  const { values, dimensions, paths, fixed, free } = layout;
  let total = 0;
  for (const { starts, longest } of paths) {
    total += addPathLikelihood({ values, dimensions, starts }, density, longest, slope);
  }
  if (free !== null) {
    const norm = Math.hypot(...pointAt(layout, free));
    total += density.log(norm);
    const outwards = norm === 0 ? 0 : density.slope(norm) / norm;
    for (let k = 0; k < dimensions; k++) {
      slope[free + k] = (slope[free + k] ?? 0) + outwards * (values[free + k] ?? 0);
    }
  }
  slope.fill(0, 0, fixed * dimensions);
  return total;
}

function pointAt({ values, dimensions }: Layout, start: number): number[] {
  return Array.from(values.subarray(start, start + dimensions));
}
