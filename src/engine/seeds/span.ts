import { at } from '../at.ts';
import { combine, dot, scale } from '../diffusion/arithmetic.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';

/** The space that a few seeds span: what depends on their lengths and distances alone is computed there, in as many numbers as seeds. */
export interface Span {
  /** Each seed in orthonormal coordinates, [seeds][dimensions of the span]. */
  readonly coordinates: readonly (readonly number[])[];
  /** The seed at a point of the span. */
  lift(point: readonly number[]): Tensor;
}

/** A seed that differs from a combination of the others by less than this share of its length brings no direction of its own. */
const DEPENDENT_BELOW = 1e-6;

/** Gram-Schmidt, twice each for seeds that are nearly parallel. Throws a RangeError for no seeds, and for seeds of several sizes. */
export function spanOf(seeds: readonly Tensor[]): Span {
  const { shape } = at(seeds, 0);
  const basis: Tensor[] = [];
  for (const seed of seeds) {
    let rest = seed;
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) rest = combine(1, rest, -dot(rest, direction), direction);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > DEPENDENT_BELOW * Math.sqrt(dot(seed, seed))) basis.push(scale(1 / length, rest));
  }
  return {
    coordinates: seeds.map((seed) => basis.map((direction) => dot(seed, direction))),
    lift: (point) =>
      basis.reduce((sum, direction, index) => combine(1, sum, at(point, index), direction), zeros(shape)),
  };
}
