/** Operators that rearrange or repeat elements without choosing among them; the cotangent takes the way back. */
import { intOf, intsOf } from '../graph/attributes.ts';
import type { InlineConstant, TensorType, ValueName } from '../graph/graph.ts';
import { DATA_TYPES, dataTypeOfOnnxCode, isFloat } from '../tensor/data-type.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { FoldContext, InferContext, OpDefinition, VjpContext } from './definition.ts';
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

/** An operator that gives the same elements another shape. */
function reshaping(infer: (context: InferContext) => number[]): OpDefinition {
  return {
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      const result = infer(context);
      if (sizeOf(result) !== sizeOf(shape)) {
        throw nodeError(context.node, 'graph/shape', `[${shape.join(',')}] does not reshape to [${result.join(',')}]`);
      }
      return [typed(dtype, result)];
    },
    fold: foldReshaped,
    vjp: (context) => firstOnly(context, (ct, x) => reshapeTo(context.emitter, ct, shapeOf(context.emitter, x))),
    flops: noFlops,
  };
}

/** Cotangents where only the first input is an array of numbers. */
function firstOnly(
  context: VjpContext,
  rule: (ct: ValueName, x: ValueName) => ValueName | undefined,
): (ValueName | undefined)[] {
  const [x = ''] = context.inputs;
  const [ct] = context.cotangents;
  const dx = ct === undefined || !context.needs(0) ? undefined : rule(ct, x);
  return context.inputs.map((_, i) => (i === 0 ? dx : undefined));
}

export const LAYOUT_OPS = {
  Identity: {
    infer: (context) => [operand(context, 0)],
    fold: foldReshaped,
    vjp: (context) => firstOnly(context, (ct) => ct),
    flops: noFlops,
  },
  /** Between float types the cotangent is cast back; integers and booleans carry none. */
  Cast: {
    infer: (context) => [typed(castTarget(context), operand(context, 0).shape)],
    fold: foldCast,
    vjp: (context) =>
      firstOnly(context, (ct, x) => {
        const { dtype } = context.emitter.typeOf(x);
        const isSmooth = isFloat(dtype) && isFloat(context.emitter.typeOf(context.outputs[0] ?? '').dtype);
        return isSmooth ? castTo(context.emitter, ct, dtype) : undefined;
      }),
    flops: noFlops,
  },
  Reshape: reshaping((context) => {
    const { shape } = operand(context, 0);
    const keepsZero = intOf(context.node.attributes, 'allowzero', 0) === 1;
    const wanted = requiredNumbers(context, 1).map((extent, axis) =>
      extent === 0 && !keepsZero ? extentAt(shape, axis) : extent,
    );
    const known = sizeOf(wanted.filter((extent) => extent !== -1));
    return wanted.map((extent) => (extent === -1 ? sizeOf(shape) / known : extent));
  }),
  Flatten: reshaping((context) => {
    const { shape } = operand(context, 0);
    const axis = intOf(context.node.attributes, 'axis', 1);
    const split = axis < 0 ? axis + shape.length : axis;
    return [sizeOf(shape.slice(0, split)), sizeOf(shape.slice(split))];
  }),
  Unsqueeze: reshaping((context) => {
    const { shape } = operand(context, 0);
    const axes = axesOf(context, 1) ?? [];
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => normalizeAxis(context.node, axis, rank)));
    const rest = [...shape];
    return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1)));
  }),
  Squeeze: reshaping((context) => {
    const { shape } = operand(context, 0);
    const axes = axesOf(context, 1)?.map((axis) => normalizeAxis(context.node, axis, shape.length));
    return shape.filter((extent, axis) => (axes === undefined ? extent !== 1 : !axes.includes(axis)));
  }),
  /** dx = ct transposed by the inverse permutation */
  Transpose: {
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
        moveByIndex(source, outputOf(context).shape, (index) => perm.map((_, axis) => index[perm.indexOf(axis)] ?? 0)),
      ];
    },
    vjp: (context) =>
      firstOnly(context, (ct, x) => {
        const perm = permutation(context, shapeOf(context.emitter, x).length);
        return transposed(
          context.emitter,
          ct,
          perm.map((_, axis) => perm.indexOf(axis)),
        );
      }),
    flops: noFlops,
  },
  /** dx = ct summed over the repeated axes */
  Expand: {
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      return [typed(dtype, broadcast(context.node, shape, requiredNumbers(context, 1)))];
    },
    fold: foldRepeated,
    vjp: (context) => firstOnly(context, (ct, x) => sumTo(context.emitter, ct, shapeOf(context.emitter, x))),
    flops: noFlops,
  },
  /** dx = ct summed over its copies */
  Tile: {
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      const repeats = requiredNumbers(context, 1);
      return [
        typed(
          dtype,
          shape.map((extent, axis) => extent * (repeats[axis] ?? 1)),
        ),
      ];
    },
    fold: foldRepeated,
    vjp: (context) =>
      firstOnly(context, (ct, x) => {
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

function permutation(context: { readonly node: InferContext['node'] }, rank: number): readonly number[] {
  return intsOf(context.node.attributes, 'perm', undefined) ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
}

function castTarget(context: InferContext): TensorType['dtype'] {
  const code = intOf(context.node.attributes, 'to', 0);
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
  return [moveByIndex(source, shape, (index) => own.map((extent, axis) => (index[axis + offset] ?? 0) % extent))];
}
