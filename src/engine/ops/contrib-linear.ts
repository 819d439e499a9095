/** Convolutions and products in another layout or with an activation fused in. Source: onnxruntime, docs/ContribOperators.md. */
import { float, floatOf, intOf, stringOf } from '../graph/attributes.ts';
import type { Attributes, Node, ValueName } from '../graph/graph.ts';
import {
  optionalInput,
  requiredInput,
  unsupportedForm,
  type Decomposition,
  type DecompositionContext,
} from './contrib-definition.ts';
import { channelsFirst, channelsLast } from './contrib-layout.ts';
import type { Emitter } from '../graph/emitter.ts';
import { matrixTransposed, scaled, shapeOf, transposed } from './emission.ts';

export const CONTRIB_LINEAR = {
  /** X [B, height, width, C], W [M, kernel height, kernel width, C / group] */
  'com.microsoft.NhwcConv': ({ emitter, node }) => {
    const bias = optionalInput(node, 2);
    const weights = channelsFirst(emitter, requiredInput(node, 1));
    const operands = [channelsFirst(emitter, requiredInput(node, 0)), weights, ...(bias === undefined ? [] : [bias])];
    return [channelsLast(emitter, emitter.emit('Conv', operands, node.attributes))];
  },
  /** Y = activation(conv(X) + Z) */
  'com.microsoft.FusedConv': ({ emitter, node }) => {
    const { activation: _, activation_params: parameters, ...attributes } = node.attributes;
    const bias = optionalInput(node, 2);
    const sum = optionalInput(node, 3);
    const operands = [requiredInput(node, 0), requiredInput(node, 1), ...(bias === undefined ? [] : [bias])];
    const y = emitter.emit('Conv', operands, attributes);
    const values = parameters?.kind === 'floats' ? parameters.value : [];
    return [activate(emitter, node, sum === undefined ? y : emitter.emit('Add', [y, sum]), values)];
  },
  /** Y = activation(alpha A' B' + beta C) */
  'com.microsoft.FusedGemm': ({ emitter, node }) => {
    const own = ['alpha', 'beta', 'transA', 'transB'];
    const attributes = Object.fromEntries(Object.entries(node.attributes).filter(([name]) => own.includes(name)));
    const parameters = ['activation_alpha', 'activation_beta'].flatMap(
      (name) => floatOf(node.attributes, name, undefined) ?? [],
    );
    return [activate(emitter, node, emitter.emit('Gemm', node.inputs, attributes), parameters)];
  },
  /** Y = alpha A' B', where a prime transposes the matrix, its batch axes, or both */
  'com.microsoft.FusedMatMul': decomposeFusedMatMul,
} as const satisfies Record<string, Decomposition>;

/** Attributes of an activation in the order in which FusedConv lists them. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  Relu: [],
  Sigmoid: [],
  Tanh: [],
  LeakyRelu: ['alpha'],
  HardSigmoid: ['alpha', 'beta'],
};

function activate(emitter: Emitter, node: Node, x: ValueName, parameters: readonly number[]): ValueName {
  const activation = stringOf(node.attributes, 'activation', '');
  if (activation === '') return x;
  if (activation === 'Clip') {
    const { dtype } = emitter.typeOf(x);
    return emitter.emit('Clip', [x, ...parameters.map((bound) => emitter.float(bound, [], dtype))]);
  }
  const names = ACTIVATIONS[activation];
  if (names === undefined) throw unsupportedForm(node, `the activation ${activation}`);
  const attributes: Attributes = Object.fromEntries(
    names.flatMap((name, i) => {
      const value = parameters[i];
      return value === undefined ? [] : [[name, float(value)]];
    }),
  );
  return emitter.emit(activation, [x], attributes);
}

function decomposeFusedMatMul({ emitter, node }: DecompositionContext): ValueName[] {
  const read = (index: number, matrix: string, batch: string): ValueName => {
    const x = requiredInput(node, index);
    const rank = shapeOf(emitter, x).length;
    const isBatchTransposed = intOf(node.attributes, batch, 0) === 1 && rank > 2;
    // The first axis goes behind the batch axes.
    const perm = [...Array.from({ length: rank - 2 }, (_, axis) => axis + 1), 0, rank - 1];
    const moved = isBatchTransposed ? transposed(emitter, x, perm) : x;
    return intOf(node.attributes, matrix, 0) === 1 && rank > 1 ? matrixTransposed(emitter, moved) : moved;
  };
  const product = emitter.emit('MatMul', [read(0, 'transA', 'transBatchA'), read(1, 'transB', 'transBatchB')]);
  return [scaled(emitter, product, floatOf(node.attributes, 'alpha', 1))];
}
