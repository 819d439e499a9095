/**
 * Operators that make values out of shapes, ranges and attributes, and scatters and branches, known by their types alone.
 */
import { at } from '../at.ts';
import { int, optional } from '../graph/attributes.ts';
import { constantFrom, filledConstant, numbersOf } from '../graph/constants.ts';
import type { InlineConstant, TensorType } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { FoldContext, InferContext, OpDefinition } from './definition.ts';
import { pullbackFirst } from './pullback.ts';
import { forEachIndex, outputOf } from './fold-elements.ts';
import { constantAt, extentAt, hasInput, nodeError, operand, requiredNumbers, typed } from './operands.ts';
import { noFlops } from './no-flops.ts';
import { ON_FLOATS, ON_NUMBERS } from './webgpu-kernel.ts';

const CONSTANT = {
  value: optional('tensor'),
  value_float: optional('float'),
  value_floats: optional('floats'),
  value_int: optional('int'),
  value_ints: optional('ints'),
};
const SHAPE = { start: int(0), end: optional('int') };
const FILL = { value: optional('tensor') };
const TRILU = { upper: int(1) };

export const GENERATION_OPS = {
  Constant: defineOp(CONSTANT, {
    infer: (context) => [constantValue(context).type],
    fold: (context) => [constantValue(context)],
    vjp: 'zero',
    flops: noFlops,
  }),
  Shape: defineOp(SHAPE, {
    infer: (context) => [typed('int64', [shapeSlice(context).length])],
    fold: (context) => [constantFrom('int64', [shapeSlice(context).length], shapeSlice(context))],
    foldsFrom: 'types',
    vjp: 'zero',
    flops: noFlops,
  }),
  Size: {
    infer: () => [typed('int64', [])],
    fold: (context) => [constantFrom('int64', [], [sizeOf(operand(context, 0).shape)])],
    foldsFrom: 'types',
    vjp: 'zero',
    flops: noFlops,
  },
  ConstantOfShape: defineOp(FILL, {
    infer: (context) => [typed(fillValue(context).type.dtype, requiredNumbers(context, 0))],
    fold: (context) => {
      const { dtype, shape } = outputOf(context);
      return [filledConstant(dtype, shape, at(numbersOf(fillValue(context)), 0))];
    },
    vjp: 'zero',
    flops: noFlops,
  }),
  Range: {
    infer: (context) => [typed(operand(context, 0).dtype, [rangeOf(context).count])],
    fold: (context) => {
      const { start, step, count } = rangeOf(context);
      const numbers = Array.from({ length: count }, (_, i) => start + i * step);
      return [constantFrom(operand(context, 0).dtype, [count], numbers)];
    },
    vjp: 'zero',
    flops: noFlops,
  },
  /** y = x on one side of a diagonal, 0 on the other: dx = the same of ct */
  Trilu: defineOp(TRILU, {
    webgpu: ON_FLOATS,
    infer: (context) => [operand(context, 0)],
    fold: foldTrilu,
    vjp: pullbackFirst((ct, _, { emitter, inputs, node }) =>
      emitter.emit('Trilu', [ct, ...inputs.slice(1)], node.attributes),
    ),
    flops: noFlops,
  }),
  /** dx = the cumulative sum of ct from the other end */
  CumSum: defineOp(
    { reverse: int(0) },
    {
      webgpu: ON_NUMBERS,
      infer: (context) => [operand(context, 0)],
      vjp: pullbackFirst((ct, _, { emitter, inputs, node, attributes }) => {
        const [, axis = ''] = inputs;
        return emitter.emit('CumSum', [ct, axis], { ...node.attributes, reverse: int(1 - attributes.reverse) });
      }),
    },
  ),
  GatherND: defineOp(
    { batch_dims: int(0) },
    {
      webgpu: { ...ON_FLOATS, index: 1 },
      infer: (context) => {
        const { dtype, shape } = operand(context, 0);
        const indices = operand(context, 1).shape;
        const { batch_dims: batch } = context.attributes;
        return [typed(dtype, [...indices.slice(0, -1), ...shape.slice(batch + extentAt(indices, indices.length - 1))])];
      },
      vjp: 'forbidden',
      flops: noFlops,
    },
  ),
  GatherElements: {
    webgpu: { ...ON_FLOATS, index: 1 },
    infer: (context) => [typed(operand(context, 0).dtype, operand(context, 1).shape)],
    vjp: 'forbidden',
    flops: noFlops,
  },
  ScatterElements: {
    webgpu: { ...ON_FLOATS, index: 1 },
    infer: (context) => [operand(context, 0)],
    vjp: 'forbidden',
    flops: noFlops,
  },
  ScatterND: {
    webgpu: { ...ON_FLOATS, index: 1 },
    infer: (context) => [operand(context, 0)],
    vjp: 'forbidden',
    flops: noFlops,
  },
  RandomNormalLike: { infer: (context) => [operand(context, 0)], vjp: 'zero' },
  /** Both branches must declare the same static types. */
  If: { infer: inferBranches, vjp: 'forbidden', flops: noFlops },
} as const satisfies Record<string, OpDefinition>;

function constantValue(context: WithAttributes<InferContext, typeof CONSTANT>): InlineConstant {
  const { value, value_float, value_floats, value_int, value_ints } = context.attributes;
  if (value !== undefined) return value;
  if (value_float !== undefined) return constantFrom('float32', [], [value_float]);
  if (value_floats !== undefined) return constantFrom('float32', [value_floats.length], value_floats);
  if (value_int !== undefined) return constantFrom('int64', [], [value_int]);
  if (value_ints !== undefined) return constantFrom('int64', [value_ints.length], value_ints);
  throw nodeError(context.node, 'graph/unsupported-form', 'it holds neither a tensor nor numbers');
}

function shapeSlice(context: WithAttributes<InferContext, typeof SHAPE>): readonly number[] {
  const { start, end } = context.attributes;
  return operand(context, 0).shape.slice(start, end);
}

function fillValue({ attributes }: WithAttributes<InferContext, typeof FILL>): InlineConstant {
  return attributes.value ?? constantFrom('float32', [1], [0]);
}

function rangeOf(context: InferContext): { readonly start: number; readonly step: number; readonly count: number } {
  const [start = 0] = requiredNumbers(context, 0);
  const [limit = 0] = requiredNumbers(context, 1);
  const [step = 1] = requiredNumbers(context, 2);
  return { start, step, count: Math.max(0, Math.ceil((limit - start) / step)) };
}

function foldTrilu(context: WithAttributes<FoldContext, typeof TRILU>): InlineConstant[] {
  const { node } = context;
  const source = constantAt(context, 0);
  const { shape, dtype } = source.type;
  const offset = hasInput(node, 1) ? at(requiredNumbers(context, 1), 0) : 0;
  const isUpper = context.attributes.upper === 1;
  const numbers = numbersOf(source);
  forEachIndex(shape, (index, flat) => {
    const diagonal = extentAt(index, -1) - extentAt(index, -2);
    if (isUpper ? diagonal < offset : diagonal > offset) numbers[flat] = 0;
  });
  return [constantFrom(dtype, shape, numbers)];
}

function inferBranches(context: InferContext): TensorType[] {
  const { node } = context;
  const branch = node.attributes['then_branch'];
  if (branch?.kind !== 'graph') throw nodeError(node, 'graph/invalid', 'it has no then_branch');
  return branch.value.outputs.map(({ name, type }) => {
    const shape = type.shape?.filter((extent) => typeof extent === 'number');
    if (shape === undefined || shape.length !== type.shape?.length) {
      throw nodeError(node, 'graph/dynamic-shape', `the branch output %${name} has no static shape`);
    }
    return typed(type.dtype, shape);
  });
}
