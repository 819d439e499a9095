/** Concat and Split, each the other's transpose. */
import { at } from '../at.ts';
import { int, optional } from '../graph/attributes.ts';
import type { InlineConstant, TensorType, ValueName } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { FoldContext, InferContext, OpDefinition, VjpContext } from './definition.ts';
import { pullback, type PullbackContext } from './pullback.ts';
import { shapeOf, zerosOf } from './emission.ts';
import { moveByIndex, outputOf } from './fold-elements.ts';
import { axisOf, constantAt, constantNumbers, extentAt, nodeError, operand, typed } from './operands.ts';
import { noFlops } from './no-flops.ts';
import { ON_NUMBERS } from './webgpu-kernel.ts';

const CONCAT = { axis: int(0) };
/** The sizes are an input since opset 13. */
const SPLIT = { axis: int(0), split: optional('ints') };

export const JOINING_OPS = {
  /** y = [x0; x1; ...]: dxi = the part of ct that came from xi */
  Concat: defineOp(CONCAT, {
    webgpu: ON_NUMBERS,
    infer: inferConcat,
    fold: foldConcat,
    vjp: pullback(concatCotangents),
    flops: noFlops,
  }),
  /** y0, y1, ... = parts of x: dx = the cotangents joined, zeros where a part has none */
  Split: defineOp(SPLIT, {
    webgpu: ON_NUMBERS,
    isCheap: true,
    infer: inferSplit,
    fold: foldSplit,
    vjp: splitCotangents,
    flops: noFlops,
  }),
} as const satisfies Record<string, OpDefinition>;

function inferConcat(context: WithAttributes<InferContext, typeof CONCAT>): TensorType[] {
  const types = context.node.inputs.map((_, i) => operand(context, i));
  const [first] = types;
  if (first === undefined) throw nodeError(context.node, 'graph/invalid', 'nothing to join');
  const axis = axisOf(context, first.shape);
  const total = types.reduce((sum, { shape }) => sum + extentAt(shape, axis), 0);
  for (const { shape } of types) {
    if (shape.length !== first.shape.length || shape.some((extent, i) => i !== axis && extent !== first.shape[i])) {
      throw nodeError(context.node, 'graph/shape', `[${shape.join(',')}] does not join [${first.shape.join(',')}]`);
    }
  }
  return [typed(first.dtype, first.shape.with(axis, total))];
}

function foldConcat(context: WithAttributes<FoldContext, typeof CONCAT>): InlineConstant[] {
  const { dtype, shape } = outputOf(context);
  const axis = axisOf(context, shape);
  const sources = context.node.inputs.map((_, i) => constantAt(context, i));
  // Blocks of consecutive bytes: one slab of every source for each index of the axes before.
  const slabs = sizeOf(shape.slice(0, axis));
  const parts = Array.from({ length: slabs }, (_, slab) =>
    sources.map(({ bytes }) => bytes.subarray((bytes.length / slabs) * slab, (bytes.length / slabs) * (slab + 1))),
  ).flat();
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return [{ kind: 'inline', type: { dtype, shape }, bytes }];
}

function concatCotangents(context: WithAttributes<PullbackContext, typeof CONCAT>): (ValueName | undefined)[] {
  const { emitter, inputs, ct } = context;
  const axis = axisOf(context, shapeOf(emitter, ct));
  const extents = inputs.map((input) => extentAt(shapeOf(emitter, input), axis));
  const needed = inputs.flatMap((_, i) => (context.needs(i) ? [i] : []));
  if (needed.length > 1) {
    const parts = emitter.emitMany('Split', [ct, emitter.ints(extents)], inputs.length, { axis: int(axis) });
    return parts.map((part, i) => (context.needs(i) ? part : undefined));
  }
  return inputs.map((_, i) => {
    if (!needed.includes(i)) return undefined;
    const start = extents.slice(0, i).reduce((sum, extent) => sum + extent, 0);
    return sliced(emitter, ct, axis, start, extentAt(extents, i));
  });
}

function sliced(emitter: Emitter, x: ValueName, axis: number, start: number, count: number): ValueName {
  return emitter.emit('Slice', [x, emitter.ints([start]), emitter.ints([start + count]), emitter.ints([axis])]);
}

function splitSizes(context: WithAttributes<InferContext, typeof SPLIT>): {
  readonly axis: number;
  readonly sizes: readonly number[];
} {
  const { node, attributes } = context;
  const { shape } = operand(context, 0);
  const axis = axisOf(context, shape);
  const given = attributes.split ?? constantNumbers(context, 1);
  if (given !== undefined) return { axis, sizes: given };
  // Equal parts; the last one may be smaller.
  const extent = extentAt(shape, axis);
  const size = Math.ceil(extent / node.outputs.length);
  return { axis, sizes: node.outputs.map((_, i) => Math.min(size, extent - i * size)) };
}

function inferSplit(context: WithAttributes<InferContext, typeof SPLIT>): TensorType[] {
  const { dtype, shape } = operand(context, 0);
  const { axis, sizes } = splitSizes(context);
  if (sizes.reduce((sum, size) => sum + size, 0) !== extentAt(shape, axis)) {
    throw nodeError(
      context.node,
      'graph/shape',
      `parts [${sizes.join(',')}] do not add up to ${extentAt(shape, axis)}`,
    );
  }
  return sizes.map((size) => typed(dtype, shape.with(axis, size)));
}

function foldSplit(context: WithAttributes<FoldContext, typeof SPLIT>): InlineConstant[] {
  const source = constantAt(context, 0);
  const { axis, sizes } = splitSizes(context);
  return context.outputs.map(({ shape }, part) => {
    const start = sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
    return moveByIndex(source, shape, (index) => index.with(axis, start + at(index, axis)));
  });
}

function splitCotangents(context: WithAttributes<VjpContext, typeof SPLIT>): (ValueName | undefined)[] {
  const { emitter, inputs, outputs, cotangents } = context;
  const [x = ''] = inputs;
  if (!context.needs(0) || cotangents.every((ct) => ct === undefined)) return inputs.map(() => undefined);
  const { dtype, shape } = emitter.typeOf(x);
  const axis = axisOf(context, shape);
  const parts = outputs.map((output, i) => cotangents[i] ?? zerosOf(emitter, dtype, shapeOf(emitter, output)));
  const joined = parts.length === 1 ? parts[0] : emitter.emit('Concat', parts, { axis: int(axis) });
  return inputs.map((_, i) => (i === 0 ? joined : undefined));
}
