/** Functions of one operand, y = f(x); every cotangent is ct f'(x), written with y where that saves work. */
import { float, string, type AttributeSchema, type AttributeValues } from '../graph/attributes.ts';
import type { Node, ValueName } from '../graph/graph.ts';
import { roundHalfToEven } from '../tensor/round-half-to-even.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp } from './define-op.ts';
import type { OpDefinition } from './definition.ts';
import { pullbackFirst } from './pullback.ts';
import { arithmeticLike, scaled, signOf, type Arithmetic } from './emission.ts';
import { foldElements } from './fold-elements.ts';
import { nodeError, operand, typed } from './operands.ts';
import { ON_BOOLEANS, ON_FLOATS } from './webgpu-kernel.ts';

interface Point extends Arithmetic {
  readonly emitter: Emitter;
  readonly node: Node;
  readonly x: ValueName;
  readonly y: ValueName;
  readonly ct: ValueName;
}

/** A smooth function with its cotangent. */
function smooth(cotangent: (point: Point) => ValueName, evaluate?: (x: number) => number): OpDefinition {
  return smoothOf({}, cotangent, evaluate);
}

/** A smooth function that has attributes. */
function smoothOf<const S extends AttributeSchema>(
  schema: S,
  cotangent: (point: Point, attributes: AttributeValues<S>) => ValueName,
  evaluate?: (x: number) => number,
) {
  return defineOp(schema, {
    webgpu: ON_FLOATS,
    isCheap: true,
    infer: (context) => [operand(context, 0)],
    ...(evaluate === undefined ? {} : { fold: foldElements(evaluate) }),
    vjp: pullbackFirst((ct, x, context) => {
      const { emitter, node, outputs, attributes } = context;
      return cotangent({ ...arithmeticLike(emitter, x), emitter, node, x, y: outputs[0] ?? '', ct }, attributes);
    }),
  });
}

/** A function that is constant between its steps. */
function stepwise(evaluate: (x: number) => number): OpDefinition {
  return { infer: (context) => [operand(context, 0)], fold: foldElements(evaluate), vjp: 'zero' };
}

function predicate(evaluate: (x: number) => boolean): OpDefinition {
  return {
    infer: (context) => [typed('bool', operand(context, 0).shape)],
    fold: foldElements((x) => (evaluate(x) ? 1 : 0)),
    vjp: 'zero',
  };
}

export const UNARY_OPS = {
  /** y = -x: dx = -ct */
  Neg: smooth(
    ({ neg, ct }) => neg(ct),
    (x) => -x,
  ),
  /** dx = ct sign(x) */
  Abs: smooth(({ mul, ct, emitter, x }) => mul(ct, signOf(emitter, x)), Math.abs),
  /** dx = ct / (2 y) */
  Sqrt: smooth(({ div, mul, ct, y }) => div(mul(ct, 0.5), y), Math.sqrt),
  /** dx = ct y */
  Exp: smooth(({ mul, ct, y }) => mul(ct, y), Math.exp),
  /** dx = ct / x */
  Log: smooth(({ div, ct, x }) => div(ct, x), Math.log),
  /** dx = -ct y^2 */
  Reciprocal: smooth(
    ({ mul, neg, ct, y }) => neg(mul(ct, mul(y, y))),
    (x) => 1 / x,
  ),
  /** dx = ct cos(x) */
  Sin: smooth(({ mul, ct, emitter, x }) => mul(ct, emitter.emit('Cos', [x])), Math.sin),
  /** dx = -ct sin(x) */
  Cos: smooth(({ mul, neg, ct, emitter, x }) => neg(mul(ct, emitter.emit('Sin', [x]))), Math.cos),
  /** dx = ct (1 - y^2) */
  Tanh: smooth(({ mul, sub, ct, y }) => mul(ct, sub(1, mul(y, y))), Math.tanh),
  /** dx = ct (y - y^2) */
  Sigmoid: smooth(
    ({ mul, sub, ct, y }) => mul(ct, sub(y, mul(y, y))),
    (x) => 1 / (1 + Math.exp(-x)),
  ),
  /** y = log(1 + e^x): dx = ct sigmoid(x) */
  Softplus: smooth(
    ({ mul, ct, emitter, x }) => mul(ct, emitter.emit('Sigmoid', [x])),
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  ),
  /** dx = ct 2/sqrt(pi) e^(-x^2) */
  Erf: smooth(({ mul, neg, ct, emitter, x }) =>
    mul(mul(ct, 2 / Math.sqrt(Math.PI)), emitter.emit('Exp', [neg(mul(x, x))])),
  ),
  /** dx = ct where x > 0 */
  Relu: smooth(
    ({ where, greater, ct, x }) => where(greater(x, 0), ct, 0),
    (x) => Math.max(x, 0),
  ),
  /** y = x or slope x: dx = ct where x > 0, else slope ct */
  LeakyRelu: smoothOf({ alpha: float(0.01) }, ({ where, greater, mul, ct, x }, { alpha }) =>
    where(greater(x, 0), ct, mul(ct, alpha)),
  ),
  /** y = clamp(a x + b, 0, 1): dx = a ct inside */
  HardSigmoid: smoothOf(
    { alpha: float(0.2), beta: float(0.5) },
    ({ where, greater, less, mul, emitter, ct, y }, { alpha }) => {
      const isInside = emitter.emit('And', [greater(y, 0), less(y, 1)]);
      return where(isInside, mul(ct, alpha), 0);
    },
  ),
  /** y = x Phi(x), or its tanh form */
  Gelu: smoothOf({ approximate: string('none') }, (point, { approximate }) => {
    if (approximate === 'none') return geluCotangent(point);
    if (approximate === 'tanh') return tanhGeluCotangent(point);
    throw nodeError(point.node, 'graph/unsupported-form', `approximate=${approximate} is not known`);
  }),
  'com.microsoft.Gelu': smooth(geluCotangent),
  /** y = x s, s = sigmoid(alpha x): dx = ct (s + alpha (y - y s)); alpha = 1 is SiLU */
  'com.microsoft.QuickGelu': smoothOf({ alpha: float(1.702) }, ({ mul, add, sub, emitter, x, y, ct }, { alpha }) => {
    const gate = emitter.emit('Sigmoid', [scaled(emitter, x, alpha)]);
    return mul(ct, add(gate, scaled(emitter, sub(y, mul(y, gate)), alpha)));
  }),
  Floor: { ...stepwise(Math.floor), webgpu: ON_FLOATS },
  Ceil: { ...stepwise(Math.ceil), webgpu: ON_FLOATS },
  Round: stepwise(roundHalfToEven),
  Sign: stepwise(Math.sign),
  Not: { ...predicate((x) => x === 0), webgpu: ON_BOOLEANS },
  IsNaN: { ...predicate(Number.isNaN), isCheap: true },
} as const satisfies Record<string, OpDefinition>;

/**
 * y = x Phi(x): dx = ct (Phi(x) + u e^(-u^2 - log(pi)/2)), u = x / sqrt 2. Phi(x) = (1 + erf(u)) / 2 lies within the bounds of a
 * HardSigmoid, which is one operator.
 */
function geluCotangent({ mul, add, sub, emitter, x, ct }: Point): ValueName {
  const u = mul(x, Math.SQRT1_2);
  const probability = emitter.emit('HardSigmoid', [emitter.emit('Erf', [u])], { alpha: float(0.5), beta: float(0.5) });
  const density = emitter.emit('Exp', [sub(-Math.log(Math.PI) / 2, mul(u, u))]);
  return mul(ct, add(probability, mul(u, density)));
}

/**
 * y = x (1 + t) / 2, t = tanh(u), u = c (x + k x^3), c = sqrt(2/pi), k = 0.044715:
 * dx = ct ((1 + t) / 2 + x (1 - t^2) c (1 + 3 k x^2) / 2)
 */
function tanhGeluCotangent({ mul, add, sub, emitter, x, ct }: Point): ValueName {
  const c = Math.sqrt(2 / Math.PI);
  const k = 0.044715;
  const square = mul(x, x);
  const t = emitter.emit('Tanh', [mul(x, add(mul(square, c * k), c))]);
  const slope = mul(sub(1, mul(t, t)), mul(x, add(mul(square, 3 * c * k), c)));
  return mul(mul(ct, 0.5), add(add(t, slope), 1));
}
