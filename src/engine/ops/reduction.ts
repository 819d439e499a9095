/** Reductions over `axes`, an attribute in older opsets and an input in newer ones; all axes where none are given. */
import { at } from '../at.ts';
import { int, optional } from '../graph/attributes.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { InlineConstant, TensorType, ValueName } from '../graph/graph.ts';
import { stridesOf } from '../tensor/broadcast.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { FoldContext, InferContext, OpDefinition } from './definition.ts';
import { pullbackFirst } from './pullback.ts';
import { arithmeticLike, castTo, expandTo, reshapeTo, scaled, signOf, sumOver, type Arithmetic } from './emission.ts';
import { forEachIndex, outputOf } from './fold-elements.ts';
import { axesOf, axisOf, constantAt, normalizeAxis, operand, typed } from './operands.ts';
import { ON_FLOATS, ON_NUMBERS, type WebgpuKernel } from './webgpu-kernel.ts';

const REDUCTION = { axes: optional('ints'), keepdims: int(1), noop_with_empty_axes: int(0) };

interface Point extends Arithmetic {
  readonly emitter: Emitter;
  readonly x: ValueName;
  /** y and ct with the reduced axes kept at extent 1, so that they broadcast against x. */
  readonly y: ValueName;
  readonly ct: ValueName;
  readonly axes: readonly number[];
  /** Elements that went into one result. */
  readonly count: number;
}

type ReductionContext = WithAttributes<InferContext, typeof REDUCTION>;

interface Reduction {
  readonly webgpu: WebgpuKernel;
  readonly cotangent: (point: Point) => ValueName;
  readonly evaluate: (values: readonly number[]) => number;
}

function reduction({ cotangent, evaluate, webgpu }: Reduction) {
  return defineOp(REDUCTION, {
    webgpu,
    infer: inferReduction,
    fold: foldReduction(evaluate),
    vjp: pullbackFirst((ct, x, { emitter, inputs, node, outputs, attributes }) => {
      const type = emitter.typeOf(x);
      const axes = reducedAxes({
        node,
        attributes,
        opset: emitter.opset,
        inputs: [type],
        constants: inputs.map((input) => emitter.constantOf(input)),
      });
      const kept = type.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
      const dx = cotangent({
        ...arithmeticLike(emitter, x),
        emitter,
        x,
        // A getter: most rules do not use y, and then no Reshape is emitted.
        get y() {
          return reshapeTo(emitter, outputs[0] ?? '', kept);
        },
        ct: reshapeTo(emitter, ct, kept),
        axes,
        count: sizeOf(axes.map((axis) => at(type.shape, axis))),
      });
      return expandTo(emitter, dx, type.shape);
    }),
    flops: ([x]) => sizeOf(x?.shape ?? []),
  });
}

export const REDUCTION_OPS = {
  /** dx = ct */
  ReduceSum: reduction({ webgpu: ON_NUMBERS, cotangent: ({ ct }) => ct, evaluate: sum }),
  /** dx = ct / n */
  ReduceMean: reduction({
    webgpu: ON_NUMBERS,
    cotangent: ({ emitter, ct, count }) => scaled(emitter, ct, 1 / count),
    evaluate: (values) => sum(values) / values.length,
  }),
  /** dx = ct where x is the extremum, shared evenly between equal ones */
  ReduceMax: reduction({
    webgpu: ON_NUMBERS,
    cotangent: extremumCotangent,
    evaluate: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity),
  }),
  ReduceMin: reduction({
    webgpu: ON_NUMBERS,
    cotangent: extremumCotangent,
    evaluate: (values) => values.reduce((a, b) => Math.min(a, b), Infinity),
  }),
  /** y = sum x^2: dx = 2 ct x */
  ReduceSumSquare: reduction({
    webgpu: ON_FLOATS,
    cotangent: ({ mul, ct, x }) => mul(mul(ct, 2), x),
    evaluate: (values) => sum(values.map((value) => value * value)),
  }),
  /** y = |x|_2: dx = ct x / y */
  ReduceL2: reduction({
    webgpu: ON_FLOATS,
    cotangent: ({ mul, div, ct, x, y }) => mul(div(ct, y), x),
    evaluate: (values) => Math.sqrt(sum(values.map((value) => value * value))),
  }),
  /** y = |x|_1: dx = ct sign(x) */
  ReduceL1: reduction({
    webgpu: ON_FLOATS,
    cotangent: ({ mul, emitter, ct, x }) => mul(ct, signOf(emitter, x)),
    evaluate: (values) => sum(values.map(Math.abs)),
  }),
  /** Of extents, in shape arithmetic. */
  ReduceProd: defineOp(REDUCTION, {
    webgpu: ON_NUMBERS,
    infer: inferReduction,
    fold: foldReduction((values) => sizeOf(values)),
    vjp: 'forbidden',
  }),
  ArgMax: defineOp(
    { axis: int(0), keepdims: int(1) },
    {
      webgpu: { ...ON_NUMBERS, writes: 'int64' },
      infer: (context) => {
        const { shape } = operand(context, 0);
        const isKept = context.attributes.keepdims === 1;
        return [typed('int64', reducedShape(shape, [axisOf(context, shape)], isKept))];
      },
      vjp: 'zero',
    },
  ),
} as const satisfies Record<string, OpDefinition>;

function extremumCotangent({ emitter, mul, div, ct, x, y, axes }: Point): ValueName {
  const isExtremum = castTo(emitter, emitter.emit('Equal', [x, y]), emitter.typeOf(x).dtype);
  return mul(isExtremum, div(ct, sumOver(emitter, isExtremum, axes, true)));
}

function inferReduction(context: ReductionContext): TensorType[] {
  const { dtype, shape } = operand(context, 0);
  return [typed(dtype, reducedShape(shape, reducedAxes(context), context.attributes.keepdims === 1))];
}

function reducedAxes(context: ReductionContext): number[] {
  const { shape } = operand(context, 0);
  const axes = axesOf(context, 1);
  if (axes !== undefined && axes.length > 0) return axes.map((axis) => normalizeAxis(context.node, axis, shape.length));
  const isIdentity = context.attributes.noop_with_empty_axes === 1;
  return isIdentity ? [] : shape.map((_, axis) => axis);
}

function reducedShape(shape: readonly number[], axes: readonly number[], isKept: boolean): number[] {
  return shape.flatMap((extent, axis) => (!axes.includes(axis) ? [extent] : isKept ? [1] : []));
}

function foldReduction(evaluate: (values: readonly number[]) => number) {
  return (context: WithAttributes<FoldContext, typeof REDUCTION>): InlineConstant[] => {
    const output = outputOf(context);
    const source = constantAt(context, 0);
    const axes = reducedAxes(context);
    const kept = reducedShape(source.type.shape, axes, true);
    const strides = stridesOf(kept);
    const numbers = numbersOf(source);
    const groups: number[][] = Array.from({ length: sizeOf(kept) }, () => []);
    forEachIndex(source.type.shape, (index, flat) => {
      const target = index.reduce((sum, i, axis) => sum + (axes.includes(axis) ? 0 : i * at(strides, axis)), 0);
      at(groups, target).push(at(numbers, flat));
    });
    return [constantFrom(output.dtype, output.shape, groups.map(evaluate))];
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
