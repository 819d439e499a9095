/**
 * Small phrases that gradient rules are written in. None of them emits an operator that onnxruntime's WebGPU provider lacks
 * (Sign, variadic Sum and Mean, ConstantOfShape, integer arithmetic).
 */
import { int, ints } from '../graph/attributes.ts';
import type { ValueName } from '../graph/graph.ts';
import { repeatedAxes, sameShape } from '../tensor/broadcast.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { sizeOf, type DataType, type Shape } from '../tensor/tensor.ts';
import { extentAt } from './operands.ts';
import type { Emitter } from '../graph/emitter.ts';

type Term = ValueName | number;

/** Arithmetic in which numbers become constants of `dtype`, so that a rule reads like its formula. */
export interface Arithmetic {
  add(a: Term, b: Term): ValueName;
  sub(a: Term, b: Term): ValueName;
  mul(a: Term, b: Term): ValueName;
  div(a: Term, b: Term): ValueName;
  pow(a: Term, b: Term): ValueName;
  greater(a: Term, b: Term): ValueName;
  less(a: Term, b: Term): ValueName;
  where(condition: ValueName, a: Term, b: Term): ValueName;
  neg(a: ValueName): ValueName;
}

export function arithmeticOn(emitter: Emitter, dtype: DataType): Arithmetic {
  const value = (term: Term): ValueName => (typeof term === 'number' ? emitter.float(term, [], dtype) : term);
  const binary =
    (op: string) =>
    (a: Term, b: Term): ValueName =>
      emitter.emit(op, [value(a), value(b)]);
  return {
    add: binary('Add'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('Div'),
    pow: binary('Pow'),
    greater: binary('Greater'),
    less: binary('Less'),
    where: (condition, a, b) => emitter.emit('Where', [condition, value(a), value(b)]),
    neg: (a) => emitter.emit('Neg', [a]),
  };
}

/** Arithmetic in the element type of `value`. */
export function arithmeticLike(emitter: Emitter, value: ValueName): Arithmetic {
  return arithmeticOn(emitter, emitter.typeOf(value).dtype);
}

export function shapeOf(emitter: Emitter, value: ValueName): Shape {
  return emitter.typeOf(value).shape;
}

/** factor * x; x itself for factor 1. */
export function scaled(emitter: Emitter, x: ValueName, factor: number): ValueName {
  return factor === 1 ? x : arithmeticLike(emitter, x).mul(x, factor);
}

export function castTo(emitter: Emitter, x: ValueName, dtype: DataType): ValueName {
  if (emitter.typeOf(x).dtype === dtype) return x;
  return emitter.emit('Cast', [x], { to: int(DATA_TYPES[dtype].onnxCode) });
}

export function reshapeTo(emitter: Emitter, x: ValueName, shape: Shape): ValueName {
  return sameShape(shapeOf(emitter, x), shape) ? x : emitter.emit('Reshape', [x, emitter.ints(shape)]);
}

/** x as [rows, elements of its last axis]. */
export function asMatrix(emitter: Emitter, x: ValueName): ValueName {
  const shape = shapeOf(emitter, x);
  return reshapeTo(emitter, x, [sizeOf(shape.slice(0, -1)), extentAt(shape, -1)]);
}

/** Repeats x along axes of extent 1 and new leading ones. */
export function expandTo(emitter: Emitter, x: ValueName, shape: Shape): ValueName {
  return sameShape(shapeOf(emitter, x), shape) ? x : emitter.emit('Expand', [x, emitter.ints(shape)]);
}

export function transposed(emitter: Emitter, x: ValueName, perm: readonly number[]): ValueName {
  return perm.every((axis, i) => axis === i) ? x : emitter.emit('Transpose', [x], { perm: ints(perm) });
}

/** x with its last two axes exchanged. */
export function matrixTransposed(emitter: Emitter, x: ValueName): ValueName {
  const rank = shapeOf(emitter, x).length;
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return transposed(emitter, x, [...perm.slice(0, rank - 2), rank - 1, rank - 2]);
}

export function sumOver(emitter: Emitter, x: ValueName, axes: readonly number[], keepAxes: boolean): ValueName {
  if (axes.length === 0) return x;
  return emitter.emit('ReduceSum', [x, emitter.ints(axes)], { keepdims: int(keepAxes ? 1 : 0) });
}

/** Mean over axes that stay, with extent 1. */
export function meanOver(emitter: Emitter, x: ValueName, axes: readonly number[]): ValueName {
  if (axes.length === 0) return x;
  // ReduceMean takes its axes as an input since opset 18, ReduceSum since 13.
  if (emitter.opset < 18) return emitter.emit('ReduceMean', [x], { axes: ints(axes), keepdims: int(1) });
  return emitter.emit('ReduceMean', [x, emitter.ints(axes)], { keepdims: int(1) });
}

/** Transpose of broadcasting: sums x over the axes along which a value of `shape` was repeated. */
export function sumTo(emitter: Emitter, x: ValueName, shape: Shape): ValueName {
  const full = shapeOf(emitter, x);
  const axes = repeatedAxes(shape, full);
  if (sizeOf(full) === sizeOf(shape)) return reshapeTo(emitter, x, shape);
  const keepAxes = full.length === shape.length;
  return reshapeTo(emitter, sumOver(emitter, x, axes, keepAxes), shape);
}

/** Zeros that cost no bytes in the file. */
export function zerosOf(emitter: Emitter, dtype: DataType, shape: Shape): ValueName {
  return expandTo(emitter, emitter.float(0, [], dtype), shape);
}

/** Ones that cost no bytes in the file. */
export function onesOf(emitter: Emitter, dtype: DataType, shape: Shape): ValueName {
  return expandTo(emitter, emitter.float(1, [], dtype), shape);
}

/** -1, 0 or 1. */
export function signOf(emitter: Emitter, x: ValueName): ValueName {
  const { sub, greater, less } = arithmeticLike(emitter, x);
  const { dtype } = emitter.typeOf(x);
  return sub(castTo(emitter, greater(x, 0), dtype), castTo(emitter, less(x, 0), dtype));
}

/** Zeros around x: `before` and `after` count elements by axis. */
export function zeroPadded(
  emitter: Emitter,
  x: ValueName,
  before: readonly number[],
  after: readonly number[],
): ValueName {
  if ([...before, ...after].every((count) => count === 0)) return x;
  return emitter.emit('Pad', [x, emitter.ints([...before, ...after])]);
}

/** x read backwards along `axes`. */
export function reversed(emitter: Emitter, x: ValueName, axes: readonly number[]): ValueName {
  const each = (value: number): ValueName => emitter.ints(axes.map(() => value));
  // An end below every index stands for "past the first element". The start must stay -1: onnxruntime's WebGPU provider (1.30)
  // begins every backward slice at the last element.
  return emitter.emit('Slice', [x, each(-1), each(-(2 ** 31)), emitter.ints(axes), each(-1)]);
}
