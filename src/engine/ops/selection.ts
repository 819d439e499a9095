/** Operators that choose elements or put a border around them. The cotangent of what was not chosen is zero. */
import { at } from '../at.ts';
import { int, optional, string } from '../graph/attributes.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { InlineConstant, TensorType, ValueName } from '../graph/graph.ts';
import { sizeOf, type Shape } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { FoldContext, InferContext, OpDefinition } from './definition.ts';
import { pullbackFirst, type PullbackContext } from './pullback.ts';
import { reshapeTo, reversed, shapeOf, zeroPadded } from './emission.ts';
import { moveByIndex, outputOf } from './fold-elements.ts';
import {
  axisOf,
  constantAt,
  constantNumbers,
  extentAt,
  hasInput,
  nodeError,
  normalizeAxis,
  operand,
  requiredNumbers,
  typed,
} from './operands.ts';
import { SLICE, sliceRanges, type SliceRange } from './slice-range.ts';
import { noFlops } from './no-flops.ts';
import { ON_ANY, ON_FLOATS, ON_NUMBERS } from './webgpu-kernel.ts';

const GATHER = { axis: int(0) };
/** The pads are an input since opset 11. */
const PAD = { pads: optional('ints'), mode: string('constant') };

export const SELECTION_OPS = {
  /** dx = ct put back in its place among zeros */
  Slice: defineOp(SLICE, {
    webgpu: ON_FLOATS,
    isCheap: true,
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      return [
        typed(
          dtype,
          sliceRanges(context, shape, context.constants).map(({ count }) => count),
        ),
      ];
    },
    fold: (context) => {
      const source = constantAt(context, 0);
      const ranges = sliceRanges(context, source.type.shape, context.constants);
      return [
        moveByIndex(source, outputOf(context).shape, (index) =>
          ranges.map(({ start, step }, axis) => start + step * at(index, axis)),
        ),
      ];
    },
    vjp: pullbackFirst(sliceCotangent),
    flops: noFlops,
  }),
  /** y = x taken at constant indices along one axis: dx = ct summed into the places it was taken from */
  Gather: defineOp(GATHER, {
    webgpu: { ...ON_ANY, index: 1 },
    infer: inferGather,
    fold: foldGather,
    vjp: pullbackFirst(gatherCotangent),
    flops: noFlops,
  }),
  /** y = x with a border: dx = the inside of ct. Only a constant border has a gradient. */
  Pad: defineOp(PAD, {
    webgpu: ON_NUMBERS,
    infer: inferPad,
    fold: foldPad,
    vjp: pullbackFirst(padCotangent),
    flops: noFlops,
  }),
} as const satisfies Record<string, OpDefinition>;

function sliceCotangent(
  ct: ValueName,
  x: ValueName,
  context: WithAttributes<PullbackContext, typeof SLICE>,
): ValueName {
  const { emitter, inputs } = context;
  const shape = shapeOf(emitter, x);
  const ranges = sliceRanges(
    context,
    shape,
    inputs.map((input) => emitter.constantOf(input)),
  );
  return placed(emitter, ct, ranges, shape);
}

/** ct at the elements that `ranges` took from an array of `shape`, zeros elsewhere. */
function placed(emitter: Emitter, ct: ValueName, ranges: readonly SliceRange[], shape: Shape): ValueName {
  const backwards = ranges.flatMap(({ step }, axis) => (step < 0 ? [axis] : []));
  const ascending = ranges.map(({ start, step, count }) =>
    step < 0 ? { start: start + step * (count - 1), step: -step, count } : { start, step, count },
  );
  const turned = backwards.length === 0 ? ct : reversed(emitter, ct, backwards);
  // Rows of `step` zeros behind every element, then the whole is cut or padded to the extent of the axis.
  const spread = ascending.some(({ step }) => step > 1)
    ? insertZeros(
        emitter,
        turned,
        ascending.map(({ step }) => step),
      )
    : turned;
  const spreadShape = shapeOf(emitter, spread);
  const excess = ascending.map(({ start }, axis) =>
    Math.max(0, start + extentAt(spreadShape, axis) - extentAt(shape, axis)),
  );
  const cut = excess.some((count) => count > 0) ? cutEnds(emitter, spread, excess) : spread;
  const before = ascending.map(({ start }) => start);
  const cutShape = shapeOf(emitter, cut);
  return zeroPadded(
    emitter,
    cut,
    before,
    before.map((start, axis) => extentAt(shape, axis) - start - extentAt(cutShape, axis)),
  );
}

function insertZeros(emitter: Emitter, x: ValueName, steps: readonly number[]): ValueName {
  const shape = shapeOf(emitter, x);
  const paired = reshapeTo(
    emitter,
    x,
    shape.flatMap((extent) => [extent, 1]),
  );
  const none = steps.flatMap(() => [0, 0]);
  const padded = zeroPadded(
    emitter,
    paired,
    none,
    steps.flatMap((step) => [0, step - 1]),
  );
  return reshapeTo(
    emitter,
    padded,
    shape.map((extent, axis) => extent * at(steps, axis)),
  );
}

function cutEnds(emitter: Emitter, x: ValueName, excess: readonly number[]): ValueName {
  const shape = shapeOf(emitter, x);
  const ends = shape.map((extent, axis) => extent - extentAt(excess, axis));
  return emitter.emit('Slice', [x, emitter.ints(shape.map(() => 0)), emitter.ints(ends)]);
}

function inferGather(context: WithAttributes<InferContext, typeof GATHER>): TensorType[] {
  const { dtype, shape } = operand(context, 0);
  const axis = axisOf(context, shape);
  return [typed(dtype, [...shape.slice(0, axis), ...operand(context, 1).shape, ...shape.slice(axis + 1)])];
}

function gatheredIndices(constant: InlineConstant, extent: number): number[] {
  return [...numbersOf(constant)].map((index) => (index < 0 ? index + extent : index));
}

function foldGather(context: WithAttributes<FoldContext, typeof GATHER>): InlineConstant[] {
  const source = constantAt(context, 0);
  const axis = axisOf(context, source.type.shape);
  const indexConstant = constantAt(context, 1);
  const indices = gatheredIndices(indexConstant, extentAt(source.type.shape, axis));
  const indexShape = indexConstant.type.shape;
  return [
    moveByIndex(source, outputOf(context).shape, (index) => {
      const own = index.slice(axis, axis + indexShape.length);
      const flat = own.reduce((sum, i, k) => sum * extentAt(indexShape, k) + i, 0);
      return [...index.slice(0, axis), at(indices, flat), ...index.slice(axis + indexShape.length)];
    }),
  ];
}

/** A run of consecutive indices is a slice; any other choice is a product with a matrix of ones and zeros. */
function gatherCotangent(
  ct: ValueName,
  x: ValueName,
  context: WithAttributes<PullbackContext, typeof GATHER>,
): ValueName {
  const { emitter, inputs, node } = context;
  const [, index = ''] = inputs;
  const constant = emitter.constantOf(index);
  if (constant === undefined) throw nodeError(node, 'graph/unsupported-form', 'no gradient for computed indices');
  const { dtype, shape } = emitter.typeOf(x);
  const axis = axisOf(context, shape);
  const extent = extentAt(shape, axis);
  const indices = gatheredIndices(constant, extent);
  const [start = 0] = indices;
  const taken = shape.with(axis, indices.length);
  if (indices.every((value, i) => value === start + i)) {
    const ranges = shape.map((count, i) =>
      i === axis ? { start, step: 1, count: indices.length } : { start: 0, step: 1, count },
    );
    return placed(emitter, reshapeTo(emitter, ct, taken), ranges, shape);
  }
  const choice = new Float64Array(extent * indices.length);
  indices.forEach((row, column) => (choice[row * indices.length + column] = 1));
  const matrix = emitter.float([...choice], [extent, indices.length], dtype);
  const columns = sizeOf(shape.slice(axis + 1));
  const rows = reshapeTo(emitter, ct, [sizeOf(shape.slice(0, axis)), indices.length, columns]);
  return reshapeTo(emitter, emitter.emit('MatMul', [matrix, rows]), shape);
}

/** Elements to add (or cut, when negative) before and behind each axis. */
function padCounts(context: WithAttributes<InferContext, typeof PAD>): {
  readonly before: readonly number[];
  readonly after: readonly number[];
} {
  const { shape } = operand(context, 0);
  const pads = context.attributes.pads ?? requiredNumbers(context, 1);
  const axes = constantNumbers(context, 3)?.map((axis) => normalizeAxis(context.node, axis, shape.length));
  const chosen = axes ?? shape.map((_, axis) => axis);
  const padAt = (axis: number, offset: number): number =>
    chosen.includes(axis) ? extentAt(pads, chosen.indexOf(axis) + offset) : 0;
  return { before: shape.map((_, axis) => padAt(axis, 0)), after: shape.map((_, axis) => padAt(axis, chosen.length)) };
}

function inferPad(context: WithAttributes<InferContext, typeof PAD>): TensorType[] {
  const { dtype, shape } = operand(context, 0);
  const { before, after } = padCounts(context);
  return [
    typed(
      dtype,
      shape.map((extent, axis) => extentAt(before, axis) + extent + extentAt(after, axis)),
    ),
  ];
}

function foldPad(context: WithAttributes<FoldContext, typeof PAD>): InlineConstant[] {
  const { node, attributes } = context;
  if (attributes.mode !== 'constant') {
    throw nodeError(node, 'graph/unsupported-form', 'only a constant border is folded');
  }
  const source = constantAt(context, 0);
  const { dtype, shape } = outputOf(context);
  const fill = hasInput(node, 2) ? numbersOf(constantAt(context, 2)) : [0];
  const { before } = padCounts(context);
  // One element more than the source holds: the border's.
  const flat: InlineConstant = constantFrom(
    dtype,
    [sizeOf(source.type.shape) + 1],
    [...numbersOf(source), at(fill, 0)],
  );
  const outside = sizeOf(source.type.shape);
  return [
    moveByIndex(flat, shape, (index) => {
      const own = index.map((i, axis) => i - extentAt(before, axis));
      const isInside = own.every((i, axis) => i >= 0 && i < extentAt(source.type.shape, axis));
      return [isInside ? own.reduce((sum, i, axis) => sum * extentAt(source.type.shape, axis) + i, 0) : outside];
    }),
  ];
}

function padCotangent(ct: ValueName, x: ValueName, context: WithAttributes<PullbackContext, typeof PAD>): ValueName {
  const { emitter, inputs, node, attributes } = context;
  const type = emitter.typeOf(x);
  const { before, after } = padCounts({
    node,
    attributes,
    opset: emitter.opset,
    inputs: [type],
    constants: inputs.map((input) => emitter.constantOf(input)),
  });
  if (attributes.mode !== 'constant' || [...before, ...after].some((count) => count < 0)) {
    throw nodeError(node, 'graph/unsupported-form', 'a gradient needs a constant border of positive width');
  }
  const axes = type.shape.flatMap((_, axis) => (before[axis] === 0 && after[axis] === 0 ? [] : [axis]));
  const starts = axes.map((axis) => extentAt(before, axis));
  const ends = axes.map((axis, i) => extentAt(starts, i) + extentAt(type.shape, axis));
  if (axes.length === 0) return ct;
  return emitter.emit('Slice', [ct, emitter.ints(starts), emitter.ints(ends), emitter.ints(axes)]);
}
