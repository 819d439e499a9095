/** Compile-time evaluation in float64, rounded once to the output's element type; and pure moves of elements. */
import { at } from '../at.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { InlineConstant, TensorType } from '../graph/graph.ts';
import { broadcastStrides, stridesOf } from '../tensor/broadcast.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { sizeOf, type Shape } from '../tensor/tensor.ts';
import type { FoldContext } from './definition.ts';
import { constantAt, nodeError } from './operands.ts';

/** Fold rule that applies `compute` element by element to the broadcast inputs. */
export function foldElements(compute: (...operands: number[]) => number): (context: FoldContext) => InlineConstant[] {
  return (context) => {
    const output = outputOf(context);
    const inputs = context.node.inputs.map((_, i) => {
      const constant = constantAt(context, i);
      return { numbers: numbersOf(constant), strides: broadcastStrides(constant.type.shape, output.shape) };
    });
    const result = new Float64Array(sizeOf(output.shape));
    forEachIndex(output.shape, (index, flat) => {
      result[flat] = compute(...inputs.map(({ numbers, strides }) => at(numbers, dot(index, strides))));
    });
    return [constantFrom(output.dtype, output.shape, result)];
  };
}

/** A constant of the same elements under another shape. */
export function foldReshaped(context: FoldContext): InlineConstant[] {
  const output = outputOf(context);
  const { bytes } = constantAt(context, 0);
  return [{ kind: 'inline', type: output, bytes }];
}

/** Moves elements: output[index] = source[sourceOf(index)], where `sourceOf` gives a flat position. */
export function moveElements(
  source: InlineConstant,
  shape: Shape,
  sourceOf: (index: readonly number[]) => number,
): InlineConstant {
  const size = DATA_TYPES[source.type.dtype].bytes;
  const bytes = new Uint8Array(sizeOf(shape) * size);
  forEachIndex(shape, (index, flat) => {
    const from = sourceOf(index) * size;
    bytes.set(source.bytes.subarray(from, from + size), flat * size);
  });
  return { kind: 'inline', type: { dtype: source.type.dtype, shape }, bytes };
}

/** Moves elements by a map from output index to source index. */
export function moveByIndex(
  source: InlineConstant,
  shape: Shape,
  sourceIndexOf: (index: readonly number[]) => readonly number[],
): InlineConstant {
  const strides = stridesOf(source.type.shape);
  return moveElements(source, shape, (index) => dot(sourceIndexOf(index), strides));
}

export function outputOf(context: FoldContext): TensorType {
  const [output] = context.outputs;
  if (output === undefined) throw nodeError(context.node, 'graph/invalid', 'it has no output');
  return output;
}

/** Visits every index of a shape in row-major order. The index array is reused. */
export function forEachIndex(shape: Shape, visit: (index: readonly number[], flat: number) => void): void {
  const index = shape.map(() => 0);
  const size = sizeOf(shape);
  for (let flat = 0; flat < size; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = at(index, axis) + 1;
      index[axis] = next === shape[axis] ? 0 : next;
      if (next !== shape[axis]) break;
    }
  }
}

function dot(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum + i * at(strides, axis), 0);
}
