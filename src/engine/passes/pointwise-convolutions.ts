import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { attributesOf } from '../ops/define-op.ts';
import { reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { OPS } from '../ops/ops.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * Writes convolutions of one place by one, and their derivatives, as products W X of matrices: W [M, C], X [C, places]. A convolution is
 * turned to the layout that its kernel likes and back, a product is not. For one row; needs static types.
 */
export function pointwiseConvolutions(graph: Graph): Graph {
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'point', nodes: 'drop' });
  const matrices = new Map<ValueName, ValueName>();
  /** A weight is declared a second time with another shape over the same bytes, so that nothing copies it. */
  const matrixOf = (value: ValueName, shape: readonly number[]): ValueName => {
    const constant = graph.constants.get(value);
    if (constant === undefined) return reshapeTo(builder, value, shape);
    const matrix =
      matrices.get(value) ?? builder.addConstant({ ...constant, type: { ...constant.type, shape } }, `${value}/matrix`);
    matrices.set(value, matrix);
    return matrix;
  };
  for (const node of graph.nodes) {
    if (!isPointwise(builder, node)) {
      builder.addNode(node);
      continue;
    }
    const [x = '', weights = '', bias] = node.inputs;
    const shape = builder.typeOf(x).shape;
    const [, channels = 1, ...places] = shape;
    const [first = 1, second = 1] = builder.typeOf(weights).shape;
    const isTransposed = node.op === 'ConvTranspose';
    const outputs = isTransposed ? second : first;
    const operands = [
      matrixOf(weights, [first, second]),
      reshapeTo(builder, x, [channels, sizeOf(places)]),
      ...(bias === undefined ? [] : [matrixOf(bias, [outputs, 1])]),
    ];
    const product = builder.emit('Gemm', operands, isTransposed ? { transA: int(1) } : {});
    builder.addNode({
      ...node,
      op: 'Reshape',
      inputs: [product, builder.ints([1, outputs, ...places])],
      attributes: {},
    });
  }
  return builder.build();
}

function isPointwise(builder: GraphBuilder, node: Node): boolean {
  if ((node.op !== 'Conv' && node.op !== 'ConvTranspose') || node.domain !== '') return false;
  const { group, strides, pads, auto_pad: autoPad } = attributesOf(OPS[node.op], node);
  const outputPadding = node.op === 'Conv' ? undefined : attributesOf(OPS.ConvTranspose, node).output_padding;
  const [rows] = builder.typeOf(node.inputs[0] ?? '').shape;
  const [, , ...kernel] = builder.typeOf(node.inputs[1] ?? '').shape;
  const areAll = (values: readonly number[] | undefined, number: number) =>
    values === undefined || values.every((value) => value === number);
  return (
    rows === 1 &&
    group === 1 &&
    autoPad === 'NOTSET' &&
    areAll(kernel, 1) &&
    areAll(strides, 1) &&
    areAll(pads, 0) &&
    areAll(outputPadding, 0)
  );
}
