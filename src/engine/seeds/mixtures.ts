/** Seeds between two, and of several: a table each. A new one is a function and a line. */
import type { SeedPathId } from '../../protocol/mix-request.ts';
import { at } from '../at.ts';
import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import { normGuidedCentroid, normGuidedPath } from './norm-guided.ts';

/** `count` >= 2 seeds from `a` to `b`, both included. */
export type SeedPath = (a: Tensor, b: Tensor, count: number) => readonly Tensor[];

/** One seed of several, one at least. */
export type SeedCentroid = (seeds: readonly Tensor[]) => Tensor;

export const SEED_PATHS = {
  /** The straight line, on which noise gets too weak. */
  linear: straightPath,
  slerp: sphericalPath,
  /** The closed form (Bodin et al. 2024, arXiv 2408.08558, eq. 5 for mean 0): a weighted sum that is as Gaussian as its terms, independent ones. */
  gaussian: (a, b, count) => shares(count).map((t) => gaussianMixture([a, b], [1 - t, t])),
  /** Through where noise is likely; equal distances along the path. */
  'norm-guided': (a, b, count) => pickEvenly(normGuidedPath(a, b), count),
} as const satisfies Record<SeedPathId, SeedPath>;

export const SEED_CENTROIDS = {
  mean: (seeds) =>
    weightedSum(
      seeds,
      seeds.map(() => 1 / seeds.length),
    ),
  gaussian: (seeds) =>
    gaussianMixture(
      seeds,
      seeds.map(() => 1),
    ),
  'norm-guided': normGuidedCentroid,
} as const satisfies Record<string, SeedCentroid>;

export type SeedCentroidId = keyof typeof SEED_CENTROIDS;

function straightPath(a: Tensor, b: Tensor, count: number): readonly Tensor[] {
  return shares(count).map((t) => combine(1 - t, a, t, b));
}

/** Along the great circle (Shoemake 1985), lengths interpolated; the straight line between parallel seeds. */
function sphericalPath(a: Tensor, b: Tensor, count: number): readonly Tensor[] {
  const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b) / (lengthA * lengthB))));
  if (!(Math.sin(angle) > 1e-6)) return straightPath(a, b, count);
  return shares(count).map((t) => {
    const length = ((1 - t) * lengthA + t * lengthB) / Math.sin(angle);
    return combine((Math.sin((1 - t) * angle) * length) / lengthA, a, (Math.sin(t * angle) * length) / lengthB, b);
  });
}

function gaussianMixture(seeds: readonly Tensor[], weights: readonly number[]): Tensor {
  return scale(1 / Math.hypot(...weights), weightedSum(seeds, weights));
}

function weightedSum(seeds: readonly Tensor[], weights: readonly number[]): Tensor {
  return seeds.reduce((sum, seed, index) => combine(1, sum, at(weights, index), seed), zeros(at(seeds, 0).shape));
}

/** 0 to 1 in `count` equal steps. */
function shares(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

/** `count` points at equal distances along a path of straight segments, its ends included. */
function pickEvenly(path: readonly Tensor[], count: number): readonly Tensor[] {
  const reached = [0];
  for (let index = 1; index < path.length; index++) {
    const step = combine(1, at(path, index), -1, at(path, index - 1));
    reached.push(at(reached, index - 1) + Math.sqrt(dot(step, step)));
  }
  const total = at(reached, path.length - 1);
  return shares(count).map((t) => {
    const wanted = t * total;
    const next = Math.max(
      1,
      reached.findIndex((distance) => distance >= wanted),
    );
    const [before, after] = [at(reached, next - 1), at(reached, next)];
    const share = after > before ? (wanted - before) / (after - before) : 0;
    return combine(1 - share, at(path, next - 1), share, at(path, next));
  });
}
