/** Arithmetic on latents of one shape: float32 storage, float64 sums. */
import { at } from '../at.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** a x + b y, a new tensor. Throws a RangeError when the sizes differ. */
export function combine(a: number, x: Tensor, b: number, y: Tensor): Tensor {
  requireSameSize(x, y);
  const data = new Float32Array(x.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a * (x.data[i] ?? 0) + b * (y.data[i] ?? 0);
  return { shape: x.shape, data };
}

/** x - y. */
export function subtract(x: Tensor, y: Tensor): Tensor {
  return combine(1, x, -1, y);
}

/** a x. */
export function scale(a: number, x: Tensor): Tensor {
  return { shape: x.shape, data: x.data.map((value) => a * value) };
}

/** Sum of x_i y_i. */
export function dot(x: Tensor, y: Tensor): number {
  requireSameSize(x, y);
  let sum = 0;
  for (let i = 0; i < x.data.length; i++) sum += (x.data[i] ?? 0) * (y.data[i] ?? 0);
  return sum;
}

/** Mean of |x_i|. */
export function meanAbsolute(x: Tensor): number {
  let sum = 0;
  for (const value of x.data) sum += Math.abs(value);
  return sum / x.data.length;
}

/** Mean of x_i^2. */
export function meanSquare(x: Tensor): number {
  return dot(x, x) / x.data.length;
}

/** One row of a batch, [rows, ...] to [1, ...]; a copy. */
export function takeRow(batch: Tensor, row: number): Tensor {
  const [rows = 1, ...rest] = batch.shape;
  const size = batch.data.length / rows;
  return { shape: [1, ...rest], data: batch.data.slice(row * size, (row + 1) * size) };
}

/** Rows [1, ...] of one size put together to a batch [n, ...]. Throws a RangeError for rows that differ in size, and for none. */
export function stackRows(rows: readonly Tensor[]): Tensor {
  const first = at(rows, 0);
  const size = first.data.length;
  const data = new Float32Array(size * rows.length);
  rows.forEach((row, index) => {
    requireSameSize(first, row);
    data.set(row.data, index * size);
  });
  return { shape: [rows.length, ...first.shape.slice(1)], data };
}

function requireSameSize(x: Tensor, y: Tensor): void {
  if (x.data.length !== y.data.length) {
    throw new RangeError(`shapes [${x.shape.join(', ')}] and [${y.shape.join(', ')}] do not agree`);
  }
}

/**
 * Subtracts each channel's spatial mean. The noisiest level of Stable Diffusion's schedule still holds a_T = 0.068 of the picture;
 * of that the mean alone stands out of the noise, and models read the light of the scene from it whatever the words say
 * (Lin et al., arXiv 2305.08891).
 */
export function removeMean(x: Tensor): Tensor {
  const { height, width } = extentsOf(x.shape);
  const size = height * width;
  const data = new Float32Array(x.data.length);
  for (let start = 0; start < data.length; start += size) {
    const channel = x.data.subarray(start, start + size);
    const mean = channel.reduce((sum, value) => sum + value, 0) / size;
    channel.forEach((value, i) => {
      data[start + i] = value - mean;
    });
  }
  return { shape: x.shape, data };
}
