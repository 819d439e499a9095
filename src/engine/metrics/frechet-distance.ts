import { at } from '../at.ts';
import { decomposeSymmetric } from './symmetric-eigen.ts';

/**
 * Fréchet distance between two sets of feature vectors, each taken for a Gaussian (Dowson and Landau 1982; FID of Heusel et al. 2017, where
 * the features are Inception's): |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2). 0 for sets of equal mean and covariance. Sets of few
 * vectors are further apart than many of the same kind would be: compare distances of equal counts. Throws a RangeError for an empty set.
 */
export function frechetDistance(first: readonly Float32Array[], second: readonly Float32Array[]): number {
  const [a, b] = [fitGaussian(first), fitGaussian(second)];
  const size = a.mean.length;
  const root = squareRoot(a.covariance, size);
  const between = multiply(multiply(root, b.covariance, size), root, size);
  const { values } = decomposeSymmetric(between, size);
  const shared = values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const apart = a.mean.reduce((sum, value, i) => sum + (value - (b.mean[i] ?? 0)) ** 2, 0);
  return apart + trace(a.covariance, size) + trace(b.covariance, size) - 2 * shared;
}

interface Gaussian {
  readonly mean: Float64Array;
  /** Row-major [size x size]. */
  readonly covariance: Float64Array;
}

function fitGaussian(vectors: readonly Float32Array[]): Gaussian {
  const size = at(vectors, 0).length;
  const mean = new Float64Array(size);
  for (const vector of vectors) vector.forEach((value, i) => (mean[i] = (mean[i] ?? 0) + value / vectors.length));
  const covariance = new Float64Array(size * size);
  const weight = 1 / Math.max(1, vectors.length - 1);
  for (const vector of vectors) {
    const centred = vector.map((value, i) => value - (mean[i] ?? 0));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        covariance[i * size + j] = (covariance[i * size + j] ?? 0) + weight * (centred[i] ?? 0) * (centred[j] ?? 0);
      }
    }
  }
  return { mean, covariance };
}

/** S^1/2 of a positive semidefinite matrix. */
function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = decomposeSymmetric(matrix, size);
  const scaled = vectors.map((value, i) => value * Math.sqrt(Math.max(0, values[i % size] ?? 0)));
  const transposed = vectors.map((_, i) => vectors[(i % size) * size + Math.floor(i / size)] ?? 0);
  return multiply(scaled, transposed, size);
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] ?? 0;
      for (let j = 0; j < size; j++)
        product[i * size + j] = (product[i * size + j] ?? 0) + factor * (b[k * size + j] ?? 0);
    }
  }
  return product;
}

function trace(matrix: Float64Array, size: number): number {
  return matrix.reduce((sum, value, i) => (i % (size + 1) === 0 ? sum + value : sum), 0);
}
