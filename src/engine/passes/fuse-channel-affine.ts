import { float } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { isFloat } from '../tensor/data-type.ts';
import { bothOrders, readGraph, type GraphReader } from './graph-reader.ts';

/** scale x + bias, one scale and bias a channel. */
interface ChannelAffine {
  readonly x: ValueName;
  readonly scale: ValueName;
  readonly bias: ValueName;
}

/**
 * Writes a scale and a bias by channel, which follow every group normalisation, as one BatchNormalization of mean 0 and variance
 * 1: one dispatch instead of two. Needs static types.
 */
export function fuseChannelAffine(graph: Graph): Graph {
  const reader = readGraph(graph);
  const fused = new Map<Node, ChannelAffine>();
  const absorbed = new Set<Node>();
  for (const node of graph.nodes) {
    const found = readAffine(reader, node);
    if (found === undefined) continue;
    fused.set(node, found.affine);
    absorbed.add(found.product);
  }
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'affine', nodes: 'drop' });
  for (const node of graph.nodes) {
    if (absorbed.has(node)) continue;
    const affine = fused.get(node);
    builder.addNode(affine === undefined ? node : normalizationNode(builder, node, affine));
  }
  return builder.build();
}

function readAffine(reader: GraphReader, node: Node): { affine: ChannelAffine; product: Node } | undefined {
  if (node.op !== 'Add' || node.domain !== '') return undefined;
  for (const [scaled, bias] of bothOrders(node.inputs)) {
    const product = reader.producerOf(scaled, 'Mul');
    if (product === undefined || reader.onlyUseOf(scaled) === undefined) continue;
    for (const [x, scale] of bothOrders(product.inputs)) {
      const type = reader.typeOf(x);
      const isAffine = [scale, bias].every((value) => isByChannel(reader.typeOf(value), type));
      if (isAffine && isFloat(type.dtype)) return { affine: { x, scale, bias }, product };
    }
  }
  return undefined;
}

/** [C, 1, ...] or [1, C, 1, ...] for x [N, C, H, W]. */
function isByChannel({ shape }: TensorType, x: TensorType): boolean {
  if (x.shape.length !== 4 || shape.length < 3 || shape.length > 4) return false;
  const [channels, ...places] = shape.slice(-3);
  return channels === x.shape[1] && places.every((extent) => extent === 1) && (shape.length < 4 || shape[0] === 1);
}

function normalizationNode(builder: GraphBuilder, node: Node, { x, scale, bias }: ChannelAffine): Node {
  const { dtype, shape } = builder.typeOf(x);
  const perChannel = [shape[1] ?? 1];
  const [scales, biases] = [scale, bias].map((value) => reshapeTo(builder, value, perChannel));
  const [zeros, ones] = [0, 1].map((value) => builder.float(value, perChannel, dtype));
  return {
    ...node,
    op: 'BatchNormalization',
    inputs: [x, scales ?? '', biases ?? '', zeros ?? '', ones ?? ''],
    attributes: { epsilon: float(0) },
  };
}
