/** Operators that rearrange or repeat elements without choosing among them; the cotangent takes the way back. */
import { at } from '../at.ts';
import { int, optional, type AttributeSchema, type AttributeValues } from '../graph/attributes.ts';
import type { InlineConstant, TensorType } from '../graph/graph.ts';
import { DATA_TYPES, dataTypeOfOnnxCode, isFloat } from '../tensor/data-type.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { FoldContext, InferContext, OpDefinition } from './definition.ts';
import { pullbackFirst } from './pullback.ts';
import { castTo, reshapeTo, shapeOf, sumOver, sumTo, transposed } from './emission.ts';
import { foldReshaped, moveByIndex, outputOf } from './fold-elements.ts';
import {
  axesOf,
  broadcast,
  constantAt,
  extentAt,
  nodeError,
  normalizeAxis,
  operand,
  requiredNumbers,
  typed,
} from './operands.ts';
import { noFlops } from './no-flops.ts';
import { ON_ANY, ON_NUMBERS, type WebgpuKernel } from './webgpu-kernel.ts';

/** An operator that gives the same elements another shape. */
function reshaping<const S extends AttributeSchema>(
  schema: S,
  webgpu: WebgpuKernel,
  infer: (context: WithAttributes<InferContext, S>) => number[],
) {
  return defineOp(schema, {
    webgpu,
    isView: true,
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      const result = infer(context);
      if (sizeOf(result) !== sizeOf(shape)) {
        throw nodeError(context.node, 'graph/shape', `[${shape.join(',')}] does not reshape to [${result.join(',')}]`);
      }
      return [typed(dtype, result)];
    },
    fold: foldReshaped,
    vjp: pullbackFirst((ct, x, { emitter }) => reshapeTo(emitter, ct, shapeOf(emitter, x))),
    flops: noFlops,
  });
}

const AXES = { axes: optional('ints') };
const CAST = { to: int(0) };
const TRANSPOSE = { perm: optional('ints') };

export const LAYOUT_OPS = {
  Identity: {
    webgpu: ON_NUMBERS,
    isCheap: true,
    isView: true,
    infer: (context) => [operand(context, 0)],
    fold: foldReshaped,
    vjp: pullbackFirst((ct) => ct),
    flops: noFlops,
  },
  /** Between float types the cotangent is cast back; integers and booleans carry none. */
  Cast: defineOp(CAST, {
    webgpu: { ...ON_ANY, writes: 'int64' },
    isCheap: true,
    infer: (context) => [typed(castTarget(context), operand(context, 0).shape)],
    fold: foldCast,
    vjp: pullbackFirst((ct, x, context) => {
      const { dtype } = context.emitter.typeOf(x);
      const isSmooth = isFloat(dtype) && isFloat(context.emitter.typeOf(context.outputs[0] ?? '').dtype);
      return isSmooth ? castTo(context.emitter, ct, dtype) : undefined;
    }),
    flops: noFlops,
  }),
  Reshape: {
    ...reshaping({ allowzero: int(0) }, ON_ANY, (context) => {
      const { shape } = operand(context, 0);
      const keepsZero = context.attributes.allowzero === 1;
      const wanted = requiredNumbers(context, 1).map((extent, axis) =>
        extent === 0 && !keepsZero ? extentAt(shape, axis) : extent,
      );
      const known = sizeOf(wanted.filter((extent) => extent !== -1));
      return wanted.map((extent) => (extent === -1 ? sizeOf(shape) / known : extent));
    }),
    isCheap: true,
  },
  Flatten: reshaping({ axis: int(1) }, ON_ANY, (context) => {
    const { shape } = operand(context, 0);
    const { axis } = context.attributes;
    const split = axis < 0 ? axis + shape.length : axis;
    return [sizeOf(shape.slice(0, split)), sizeOf(shape.slice(split))];
  }),
  Unsqueeze: reshaping(AXES, ON_ANY, (context) => {
    const { shape } = operand(context, 0);
    const axes = axesOf(context, 1) ?? [];
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => normalizeAxis(context.node, axis, rank)));
    if (added.size < axes.length) throw nodeError(context.node, 'graph/invalid', 'an axis is named twice');
    return Array.from({ length: rank }, (_, axis) =>
      added.has(axis) ? 1 : at(shape, axis - [...added].filter((other) => other < axis).length),
    );
  }),
  Squeeze: reshaping(AXES, ON_NUMBERS, (context) => {
    const { shape } = operand(context, 0);
    const axes = axesOf(context, 1)?.map((axis) => normalizeAxis(context.node, axis, shape.length));
    return shape.filter((extent, axis) => (axes === undefined ? extent !== 1 : !axes.includes(axis)));
  }),
  /** dx = ct transposed by the inverse permutation */
  Transpose: defineOp(TRANSPOSE, {
    webgpu: ON_NUMBERS,
    isCheap: true,
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      return [
        typed(
          dtype,
          permutation(context, shape.length).map((axis) => extentAt(shape, axis)),
        ),
      ];
    },
    fold: (context) => {
      const source = constantAt(context, 0);
      const perm = permutation(context, source.type.shape.length);
      return [
        moveByIndex(source, outputOf(context).shape, (index) => perm.map((_, axis) => at(index, perm.indexOf(axis)))),
      ];
    },
    vjp: pullbackFirst((ct, x, context) => {
      const perm = permutation(context, shapeOf(context.emitter, x).length);
      return transposed(
        context.emitter,
        ct,
        perm.map((_, axis) => perm.indexOf(axis)),
      );
    }),
    flops: noFlops,
  }),
  /** dx = ct summed over the repeated axes */
  Expand: {
    webgpu: ON_ANY,
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      return [typed(dtype, broadcast(context.node, shape, requiredNumbers(context, 1)))];
    },
    fold: foldRepeated,
    vjp: pullbackFirst((ct, x, { emitter }) => sumTo(emitter, ct, shapeOf(emitter, x))),
    flops: noFlops,
  },
  /** dx = ct summed over its copies */
  Tile: {
    webgpu: ON_NUMBERS,
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      const repeats = requiredNumbers(context, 1);
      return [
        typed(
          dtype,
          shape.map((extent, axis) => extent * extentAt(repeats, axis)),
        ),
      ];
    },
    fold: foldRepeated,
    vjp: pullbackFirst((ct, x, context) => {
      const { emitter } = context;
      const shape = shapeOf(emitter, x);
      const full = shapeOf(emitter, ct);
      const copies = shape.flatMap((extent, axis) => [extentAt(full, axis) / extent, extent]);
      const axes = shape.map((_, axis) => 2 * axis).filter((axis) => copies[axis] !== 1);
      return reshapeTo(emitter, sumOver(emitter, reshapeTo(emitter, ct, copies), axes, false), shape);
    }),
    flops: noFlops,
  },
} as const satisfies Record<string, OpDefinition>;

/** ONNX reverses the axes where `perm` is left out. */
export function permutation({ attributes }: { readonly attributes: AttributeValues<typeof TRANSPOSE> }, rank: number) {
  return attributes.perm ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
}

function castTarget(context: WithAttributes<InferContext, typeof CAST>): TensorType['dtype'] {
  const code = context.attributes.to;
  const dtype = dataTypeOfOnnxCode(code);
  if (dtype === undefined) throw nodeError(context.node, 'graph/unsupported-form', `element type ${code} is not known`);
  return dtype;
}

function foldCast(context: FoldContext): InlineConstant[] {
  const source = constantAt(context, 0);
  const { dtype, shape } = outputOf(context);
  if (dtype === source.type.dtype) return [source];
  const numbers = numbersOf(source);
  const isTruncated = DATA_TYPES[dtype].group === 'integer';
  return [constantFrom(dtype, shape, isTruncated ? numbers.map(Math.trunc) : numbers)];
}

/** Every axis repeats: covers Expand (extent 1) and Tile (whole copies). */
function foldRepeated(context: FoldContext): InlineConstant[] {
  const source = constantAt(context, 0);
  const { shape } = outputOf(context);
  const own = source.type.shape;
  const offset = shape.length - own.length;
  return [moveByIndex(source, shape, (index) => own.map((extent, axis) => at(index, axis + offset) % extent))];
}
