/** Concat and Split, each the other's transpose. */
import { int, intsOf } from '../graph/attributes.ts';
import type { InlineConstant, TensorType, ValueName } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import type { FoldContext, InferContext, OpDefinition, VjpContext } from './definition.ts';
import { pullback, type PullbackContext } from './pullback.ts';
import { shapeOf, zerosOf } from './emission.ts';
import { moveByIndex, outputOf } from './fold-elements.ts';
import { axisAttribute, constantAt, constantNumbers, extentAt, nodeError, operand, typed } from './operands.ts';
import { noFlops } from './no-flops.ts';
import { ON_NUMBERS } from './webgpu-kernel.ts';

export const JOINING_OPS = {
  /** y = [x0; x1; ...]: dxi = the part of ct that came from xi */
  Concat: { webgpu: ON_NUMBERS, infer: inferConcat, fold: foldConcat, vjp: pullback(concatCotangents), flops: noFlops },
  /** y0, y1, ... = parts of x: dx = the cotangents joined, zeros where a part has none */
  Split: {
    webgpu: ON_NUMBERS,
    isCheap: true,
    infer: inferSplit,
    fold: foldSplit,
    vjp: splitCotangents,
    flops: noFlops,
  },
} as const satisfies Record<string, OpDefinition>;

function inferConcat(context: InferContext): TensorType[] {
  const types = context.node.inputs.map((_, i) => operand(context, i));
  const [first] = types;
  if (first === undefined) throw nodeError(context.node, 'graph/invalid', 'nothing to join');
  const axis = axisAttribute(context.node, first.shape);
  const total = types.reduce((sum, { shape }) => sum + extentAt(shape, axis), 0);
  for (const { shape } of types) {
    if (shape.length !== first.shape.length || shape.some((extent, i) => i !== axis && extent !== first.shape[i])) {
      throw nodeError(context.node, 'graph/shape', `[${shape.join(',')}] does not join [${first.shape.join(',')}]`);
    }
  }
  return [typed(first.dtype, first.shape.with(axis, total))];
}

function foldConcat(context: FoldContext): InlineConstant[] {
  const { dtype, shape } = outputOf(context);
  const axis = axisAttribute(context.node, shape);
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

function concatCotangents(context: PullbackContext): (ValueName | undefined)[] {
  const { emitter, inputs, node, ct } = context;
  const axis = axisAttribute(node, shapeOf(emitter, ct));
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

function splitSizes(context: InferContext): { readonly axis: number; readonly sizes: readonly number[] } {
  const { node } = context;
  const { shape } = operand(context, 0);
  const axis = axisAttribute(node, shape);
  const given = intsOf(node.attributes, 'split', undefined) ?? constantNumbers(context, 1);
  if (given !== undefined) return { axis, sizes: given };
  // Equal parts; the last one may be smaller.
  const extent = extentAt(shape, axis);
  const size = Math.ceil(extent / node.outputs.length);
  return { axis, sizes: node.outputs.map((_, i) => Math.min(size, extent - i * size)) };
}

function inferSplit(context: InferContext): TensorType[] {
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

function foldSplit(context: FoldContext): InlineConstant[] {
  const source = constantAt(context, 0);
  const { axis, sizes } = splitSizes(context);
  return context.outputs.map(({ shape }, part) => {
    const start = sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
    return moveByIndex(source, shape, (index) => index.with(axis, start + (index[axis] ?? 0)));
  });
}

function splitCotangents(context: VjpContext): (ValueName | undefined)[] {
  const { emitter, inputs, outputs, node, cotangents } = context;
  const [x = ''] = inputs;
  if (!context.needs(0) || cotangents.every((ct) => ct === undefined)) return inputs.map(() => undefined);
  const { dtype, shape } = emitter.typeOf(x);
  const axis = axisAttribute(node, shape);
  const parts = outputs.map((output, i) => cotangents[i] ?? zerosOf(emitter, dtype, shapeOf(emitter, output)));
  const joined = parts.length === 1 ? parts[0] : emitter.emit('Concat', parts, { axis: int(axis) });
  return inputs.map((_, i) => (i === 0 ? joined : undefined));
}
