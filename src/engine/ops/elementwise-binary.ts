/** Functions of two operands that broadcast; a cotangent is summed back to the shape of its operand. */
import { int, optional } from '../graph/attributes.ts';
import { numbersOf } from '../graph/constants.ts';
import type { ValueName } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { InferContext, OpDefinition } from './definition.ts';
import { pullback, pullbackFirst, type PullbackContext } from './pullback.ts';
import { arithmeticLike, castTo, shapeOf, sumTo, type Arithmetic } from './emission.ts';
import { foldElements } from './fold-elements.ts';
import { broadcast, hasInput, nodeError, operand, typed } from './operands.ts';
import { ON_NUMBERS } from './webgpu-kernel.ts';

interface Point extends Arithmetic {
  readonly emitter: Emitter;
  readonly a: ValueName;
  readonly b: ValueName;
  readonly y: ValueName;
  readonly ct: ValueName;
}

/** The cotangents of both operands, before they are summed back; each is asked for only when it is needed. */
interface Cotangents {
  readonly a: () => ValueName;
  readonly b: () => ValueName;
}

function binary(cotangents: (point: Point) => Cotangents, evaluate: (a: number, b: number) => number): OpDefinition {
  return {
    webgpu: ON_NUMBERS,
    isCheap: true,
    infer: inferBroadcast,
    fold: foldElements(evaluate),
    vjp: pullback((context) => {
      const { emitter, inputs, outputs, ct } = context;
      const [a = '', b = ''] = inputs;
      const rules = cotangents({ ...arithmeticLike(emitter, a), emitter, a, b, y: outputs[0] ?? '', ct });
      return [
        context.needs(0) ? sumTo(emitter, rules.a(), shapeOf(emitter, a)) : undefined,
        context.needs(1) ? sumTo(emitter, rules.b(), shapeOf(emitter, b)) : undefined,
      ];
    }),
  };
}

function inferBroadcast(context: InferContext): [{ dtype: ReturnType<typeof operand>['dtype']; shape: number[] }] {
  const shapes = context.node.inputs.map((_, i) => operand(context, i).shape);
  return [{ dtype: operand(context, 0).dtype, shape: broadcast(context.node, ...shapes) }];
}

/** y = min or max of the operands: the cotangent goes to the operand that was taken, the first one at a tie. */
function extremum(wins: 'greater' | 'less', evaluate: (...x: number[]) => number): OpDefinition {
  return {
    webgpu: ON_NUMBERS,
    infer: inferBroadcast,
    fold: foldElements(evaluate),
    vjp: pullback((context) => {
      const { emitter, inputs, node, ct } = context;
      const [a = '', b] = inputs;
      if (inputs.length > 2) throw nodeError(node, 'graph/unsupported-form', 'no gradient for more than two operands');
      if (b === undefined) return [ct];
      const arithmetic = arithmeticLike(emitter, a);
      const isSecond = arithmetic[wins](b, a);
      return [
        context.needs(0) ? sumTo(emitter, arithmetic.where(isSecond, 0, ct), shapeOf(emitter, a)) : undefined,
        context.needs(1) ? sumTo(emitter, arithmetic.where(isSecond, ct, 0), shapeOf(emitter, b)) : undefined,
      ];
    }),
  };
}

/** Bounds are inputs since opset 11. */
const CLIP = { min: optional('float'), max: optional('float') };

export const BINARY_OPS = {
  /** da = ct, db = ct */
  Add: binary(
    ({ ct }) => ({ a: () => ct, b: () => ct }),
    (a, b) => a + b,
  ),
  /** da = ct, db = -ct */
  Sub: binary(
    ({ ct, neg }) => ({ a: () => ct, b: () => neg(ct) }),
    (a, b) => a - b,
  ),
  /** da = ct b, db = ct a */
  Mul: binary(
    ({ ct, mul, a, b }) => ({ a: () => mul(ct, b), b: () => mul(ct, a) }),
    (a, b) => a * b,
  ),
  /** y = a / b: da = ct / b, db = -ct y / b */
  Div: {
    ...binary(
      ({ ct, mul, div, neg, b, y }) => ({ a: () => div(ct, b), b: () => neg(div(mul(ct, y), b)) }),
      (a, b) => a / b,
    ),
    fold: (context) => {
      const isInteger = operand(context, 0).dtype.includes('int');
      return foldElements((a, b) => (isInteger ? Math.trunc(a / b) : a / b))(context);
    },
  },
  Pow: {
    webgpu: { ...ON_NUMBERS, readsConstants: true },
    isCheap: true,
    infer: (context) => [
      typed(operand(context, 0).dtype, broadcast(context.node, operand(context, 0).shape, operand(context, 1).shape)),
    ],
    fold: foldElements((a, b) => a ** b),
    vjp: pullback(powCotangents),
  },
  Max: extremum('greater', Math.max),
  Min: extremum('less', Math.min),
  /** Of integers in practice (index arithmetic). */
  Mod: defineOp(
    { fmod: int(0) },
    {
      infer: inferBroadcast,
      fold: (context) => {
        const followsDividend = context.attributes.fmod === 1;
        return foldElements((a, b) => (followsDividend ? a % b : a - b * Math.floor(a / b)))(context);
      },
      vjp: 'forbidden',
    },
  ),
  Clip: defineOp(CLIP, {
    webgpu: ON_NUMBERS,
    isCheap: true,
    infer: (context) => [operand(context, 0)],
    fold: (context) => {
      const { min, max } = clipBounds(context);
      return foldElements((x) => Math.min(Math.max(x, min), max))({
        ...context,
        node: { ...context.node, inputs: context.node.inputs.slice(0, 1) },
      });
    },
    vjp: pullbackFirst(clipCotangent),
  }),
} as const satisfies Record<string, OpDefinition>;

/** y = x^p with a constant p: dx = ct p x^(p-1); by products for p = 1, 2, 3 and by y for p = 1/2. */
function powCotangents(context: PullbackContext): (ValueName | undefined)[] {
  const { emitter, inputs, outputs, node, ct } = context;
  const [x = '', p = ''] = inputs;
  if (context.needs(1)) throw nodeError(node, 'graph/unsupported-form', 'no gradient for the exponent');
  const { mul, div, pow, sub } = arithmeticLike(emitter, x);
  const constant = emitter.constantOf(p);
  const exponent = constant !== undefined && sizeOf(constant.type.shape) === 1 ? numbersOf(constant)[0] : undefined;
  const cotangent = ((): ValueName => {
    if (exponent === 1) return ct;
    if (exponent === 2) return mul(mul(ct, 2), x);
    if (exponent === 3) return mul(mul(ct, 3), mul(x, x));
    if (exponent === 0.5) return div(mul(ct, 0.5), outputs[0] ?? '');
    if (exponent !== undefined) return mul(mul(ct, exponent), pow(x, exponent - 1));
    const power = castTo(emitter, p, emitter.typeOf(x).dtype);
    return mul(mul(ct, power), pow(x, sub(power, 1)));
  })();
  return [sumTo(emitter, cotangent, shapeOf(emitter, x)), undefined];
}

/** y = clamp(x, min, max): dx = ct where min <= x <= max. Bounds are inputs (opset 11) or attributes (opset 6). */
function clipCotangent(
  ct: ValueName,
  x: ValueName,
  { emitter, node, inputs, attributes }: WithAttributes<PullbackContext, typeof CLIP>,
): ValueName {
  const { where } = arithmeticLike(emitter, x);
  const bound = (index: number, value: number | undefined): ValueName | undefined => {
    if (hasInput(node, index)) return inputs[index];
    return value === undefined ? undefined : emitter.float(value, [], emitter.typeOf(x).dtype);
  };
  const min = bound(1, attributes.min);
  const max = bound(2, attributes.max);
  const above = min === undefined ? undefined : emitter.emit('GreaterOrEqual', [x, min]);
  const below = max === undefined ? undefined : emitter.emit('LessOrEqual', [x, max]);
  if (above === undefined || below === undefined) {
    const inside = above ?? below;
    return inside === undefined ? ct : where(inside, ct, 0);
  }
  return where(emitter.emit('And', [above, below]), ct, 0);
}

function clipBounds({ constants, attributes }: WithAttributes<InferContext, typeof CLIP>): {
  min: number;
  max: number;
} {
  const bound = (index: number, fallback: number): number => {
    const constant = constants[index];
    return constant === undefined ? fallback : (numbersOf(constant)[0] ?? fallback);
  };
  return { min: bound(1, attributes.min ?? -Infinity), max: bound(2, attributes.max ?? Infinity) };
}
