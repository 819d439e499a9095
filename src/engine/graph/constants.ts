/** Inline constants as numbers and back. */
import { decodeElements, encodeElements } from '../tensor/elements.ts';
import { sizeOf, type DataType, type Shape } from '../tensor/tensor.ts';
import type { Constant, InlineConstant } from './graph.ts';
import { GraphError } from './graph-error.ts';

/** All elements; int64 beyond 2^53 loses low bits, bool gives 0 and 1. */
export function numbersOf(constant: InlineConstant): Float64Array {
  if (constant.type.dtype === 'string')
    throw new GraphError('graph/unsupported-form', 'a string constant has no numbers');
  return decodeElements(constant.type.dtype, constant.bytes);
}

/** Rounds `numbers` to `dtype`. Throws a GraphError when the shape holds another number of elements. */
export function constantFrom(dtype: DataType, shape: Shape, numbers: ArrayLike<number>): InlineConstant {
  if (sizeOf(shape) !== numbers.length) {
    throw new GraphError('graph/shape', `shape [${shape.join(', ')}] does not hold ${numbers.length} elements`);
  }
  return { kind: 'inline', type: { dtype, shape }, bytes: encodeElements(dtype, numbers) };
}

/** Every element the same number. */
export function filledConstant(dtype: DataType, shape: Shape, value: number): InlineConstant {
  return constantFrom(dtype, shape, new Float64Array(sizeOf(shape)).fill(value));
}

/** Whether every element is `number`. False for a value that is no constant in memory: computed, or a weight in a file. */
export function isFilledWith(constant: Constant | undefined, number: number): boolean {
  return constant?.kind === 'inline' && numbersOf(constant).every((element) => element === number);
}
