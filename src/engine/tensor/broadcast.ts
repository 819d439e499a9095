/** Shape arithmetic of numpy-style broadcasting, which ONNX calls multidirectional. */
import { at } from '../at.ts';
import type { Shape } from './tensor.ts';

/** The common shape, aligned at the last axis; undefined when two extents differ and neither is 1. */
export function broadcastShapes(...shapes: readonly Shape[]): number[] | undefined {
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let extent = 1;
    for (const shape of shapes) {
      const own = shape[axis - (rank - shape.length)] ?? 1;
      if (own === 1 || own === extent) continue;
      if (extent !== 1) return undefined;
      extent = own;
    }
    result.push(extent);
  }
  return result;
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const extent of shape.toReversed()) {
    strides.unshift(stride);
    stride *= extent;
  }
  return strides;
}

/** Strides to read an array of shape `from` as if it had shape `to`: 0 along repeated axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const offset = to.length - from.length;
  return to.map((_, axis) => (axis < offset || from[axis - offset] === 1 ? 0 : at(own, axis - offset)));
}

/** Axes of `to` along which `from` was repeated (sum over them to go back). */
export function repeatedAxes(from: Shape, to: Shape): number[] {
  const offset = to.length - from.length;
  return to.flatMap((extent, axis) => (axis < offset || (from[axis - offset] === 1 && extent !== 1) ? [axis] : []));
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
