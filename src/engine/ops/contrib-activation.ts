/** Fused activations and sums. Source: onnxruntime, docs/ContribOperators.md. */
import { float, int } from '../graph/attributes.ts';
import type { ValueName } from '../graph/graph.ts';
import {
  decomposition,
  optionalInput,
  requiredInput,
  type Decomposition,
  type DecompositionContext,
} from './contrib-definition.ts';
import type { Emitter } from '../graph/emitter.ts';
import { arithmeticLike, scaled, shapeOf } from './emission.ts';
import { extentAt, nodeError } from './operands.ts';

export const CONTRIB_ACTIVATION = {
  /** y = x sigmoid(alpha x) */
  'com.microsoft.QuickGelu': decomposition({ alpha: float(1.702) }, ({ emitter, node }, { alpha }) => {
    const x = requiredInput(node, 0);
    const gate = emitter.emit('Sigmoid', [scaled(emitter, x, alpha)]);
    return [emitter.emit('Mul', [x, gate])];
  }),
  /** The tanh form of gelu, of x + bias */
  'com.microsoft.FastGelu': ({ emitter, node }) => [
    tanhGelu(emitter, biased(emitter, requiredInput(node, 0), optionalInput(node, 1))),
  ],
  /** FastGelu of X W + bias */
  'com.microsoft.GemmFastGelu': ({ emitter, node }) => {
    const product = emitter.emit('MatMul', [requiredInput(node, 0), requiredInput(node, 1)]);
    return [tanhGelu(emitter, biased(emitter, product, optionalInput(node, 2)))];
  },
  'com.microsoft.Gelu': ({ emitter, node }) => [gelu(emitter, requiredInput(node, 0))],
  'com.microsoft.BiasGelu': ({ emitter, node }) => [
    gelu(emitter, biased(emitter, requiredInput(node, 0), optionalInput(node, 1))),
  ],
  /** [a, b] = halves of x + bias along the last axis: y = a gelu(b) */
  'com.microsoft.BiasSplitGelu': decomposeBiasSplitGelu,
  /** y = x + bias + skip */
  'com.microsoft.BiasAdd': ({ emitter, node }) => {
    const sum = biased(emitter, requiredInput(node, 0), requiredInput(node, 1));
    return [emitter.emit('Add', [sum, requiredInput(node, 2)])];
  },
  Sum: chainOf('Add', 1),
  Mean: ({ emitter, node }) => chainOf('Add', 1 / node.inputs.length)({ emitter, node }),
} as const satisfies Record<string, Decomposition>;

/** x Phi(x), Phi(x) = (1 + erf(x / sqrt 2)) / 2 */
function gelu(emitter: Emitter, x: ValueName): ValueName {
  const { add, mul } = arithmeticLike(emitter, x);
  return mul(mul(x, 0.5), add(emitter.emit('Erf', [mul(x, Math.SQRT1_2)]), 1));
}

/** x (1 + tanh(c (x + k x^3))) / 2, c = sqrt(2 / pi), k = 0.044715 */
function tanhGelu(emitter: Emitter, x: ValueName): ValueName {
  const { add, mul } = arithmeticLike(emitter, x);
  const c = Math.sqrt(2 / Math.PI);
  // Squares of large float16 activations overflow to infinity, whose tanh is still 1.
  const inner = mul(x, add(mul(mul(x, x), 0.044715 * c), c));
  return mul(mul(x, 0.5), add(emitter.emit('Tanh', [inner]), 1));
}

function biased(emitter: Emitter, x: ValueName, bias: ValueName | undefined): ValueName {
  return bias === undefined ? x : emitter.emit('Add', [x, bias]);
}

function decomposeBiasSplitGelu({ emitter, node }: DecompositionContext): ValueName[] {
  const sum = biased(emitter, requiredInput(node, 0), requiredInput(node, 1));
  const shape = shapeOf(emitter, sum);
  const width = extentAt(shape, -1);
  if (width % 2 !== 0) throw nodeError(node, 'graph/shape', `${width} elements do not split in two`);
  const sizes = emitter.ints([width / 2, width / 2]);
  const [a = '', b = ''] = emitter.emitMany('Split', [sum, sizes], 2, { axis: int(shape.length - 1) });
  return [emitter.emit('Mul', [a, gelu(emitter, b)])];
}

/** factor (x0 + x1 + ...), which broadcast. */
function chainOf(op: string, factor: number): Decomposition {
  return ({ emitter, node }) => {
    const [first = '', ...rest] = node.inputs;
    return [
      scaled(
        emitter,
        rest.reduce((sum, x) => emitter.emit(op, [sum, x]), first),
        factor,
      ),
    ];
  };
}
