/** Convolutions and products in another layout or with an activation fused in. Source: onnxruntime, docs/ContribOperators.md. */
import { float, int, optional, string, type AttributeValues } from '../graph/attributes.ts';
import type { Attributes, Node, ValueName } from '../graph/graph.ts';
import {
  decomposition,
  optionalInput,
  requiredInput,
  unsupportedForm,
  type Decomposition,
  type DecompositionContext,
} from './contrib-definition.ts';
import { channelsFirst, channelsLast } from './contrib-layout.ts';
import type { Emitter } from '../graph/emitter.ts';
import { matrixTransposed, scaled, shapeOf, transposed } from './emission.ts';

const FUSED_CONV = { activation: string(''), activation_params: optional('floats') };
const FUSED_GEMM = {
  activation: string(''),
  activation_alpha: optional('float'),
  activation_beta: optional('float'),
};
const FUSED_MATMUL = { alpha: float(1), transA: int(0), transB: int(0), transBatchA: int(0), transBatchB: int(0) };

export const CONTRIB_LINEAR = {
  /** X [B, height, width, C], W [M, kernel height, kernel width, C / group] */
  'com.microsoft.NhwcConv': ({ emitter, node }) => {
    const bias = optionalInput(node, 2);
    const weights = channelsFirst(emitter, requiredInput(node, 1));
    const operands = [channelsFirst(emitter, requiredInput(node, 0)), weights, ...(bias === undefined ? [] : [bias])];
    return [channelsLast(emitter, emitter.emit('Conv', operands, node.attributes))];
  },
  /** Y = activation(conv(X) + Z) */
  'com.microsoft.FusedConv': decomposition(
    FUSED_CONV,
    ({ emitter, node }, { activation, activation_params: values = [] }) => {
      const { activation: _, activation_params: _parameters, ...attributes } = node.attributes;
      const bias = optionalInput(node, 2);
      const sum = optionalInput(node, 3);
      const operands = [requiredInput(node, 0), requiredInput(node, 1), ...(bias === undefined ? [] : [bias])];
      const y = emitter.emit('Conv', operands, attributes);
      return [activate(emitter, node, sum === undefined ? y : emitter.emit('Add', [y, sum]), { activation, values })];
    },
  ),
  /** Y = activation(alpha A' B' + beta C) */
  'com.microsoft.FusedGemm': decomposition(FUSED_GEMM, ({ emitter, node }, { activation, ...parameters }) => {
    const own = ['alpha', 'beta', 'transA', 'transB'];
    const attributes = Object.fromEntries(Object.entries(node.attributes).filter(([name]) => own.includes(name)));
    const values = [parameters.activation_alpha, parameters.activation_beta].filter((value) => value !== undefined);
    return [activate(emitter, node, emitter.emit('Gemm', node.inputs, attributes), { activation, values })];
  }),
  /** Y = alpha A' B', where a prime transposes the matrix, its batch axes, or both */
  'com.microsoft.FusedMatMul': decomposition(FUSED_MATMUL, decomposeFusedMatMul),
} as const satisfies Record<string, Decomposition>;

/** Attributes of an activation in the order in which FusedConv lists them. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  Relu: [],
  Sigmoid: [],
  Tanh: [],
  LeakyRelu: ['alpha'],
  HardSigmoid: ['alpha', 'beta'],
};

interface Activation {
  /** '' for none. */
  readonly activation: string;
  /** Its attributes, in the order of `ACTIVATIONS`. */
  readonly values: readonly number[];
}

function activate(emitter: Emitter, node: Node, x: ValueName, { activation, values }: Activation): ValueName {
  if (activation === '') return x;
  if (activation === 'Clip') {
    const { dtype } = emitter.typeOf(x);
    return emitter.emit('Clip', [x, ...values.map((bound) => emitter.float(bound, [], dtype))]);
  }
  const names = ACTIVATIONS[activation];
  if (names === undefined) throw unsupportedForm(node, `the activation ${activation}`);
  const attributes: Attributes = Object.fromEntries(
    names.flatMap((name, i) => {
      const value = values[i];
      return value === undefined ? [] : [[name, float(value)]];
    }),
  );
  return emitter.emit(activation, [x], attributes);
}

function decomposeFusedMatMul(
  { emitter, node }: DecompositionContext,
  attributes: AttributeValues<typeof FUSED_MATMUL>,
): ValueName[] {
  const read = (index: number, matrix: 'transA' | 'transB', batch: 'transBatchA' | 'transBatchB'): ValueName => {
    const x = requiredInput(node, index);
    const rank = shapeOf(emitter, x).length;
    const isBatchTransposed = attributes[batch] === 1 && rank > 2;
    // The first axis goes behind the batch axes.
    const perm = [...Array.from({ length: rank - 2 }, (_, axis) => axis + 1), 0, rank - 1];
    const moved = isBatchTransposed ? transposed(emitter, x, perm) : x;
    return attributes[matrix] === 1 && rank > 1 ? matrixTransposed(emitter, moved) : moved;
  };
  const product = emitter.emit('MatMul', [read(0, 'transA', 'transBatchA'), read(1, 'transB', 'transBatchB')]);
  return [scaled(emitter, product, attributes.alpha)];
}
