import { float } from '../graph/attributes.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { sortTopologically } from '../graph/topology.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { readGraph, type GraphReader } from './graph-reader.ts';

/**
 * Joins the sum of a residual and the layer normalisation that follows it: one dispatch instead of two, which has the sum as a
 * further output. Needs static types.
 */
export function fuseSkipNormalization(graph: Graph): Graph {
  const reader = readGraph(graph);
  const joined = new Map<Node, Node>();
  const sums = new Set<Node>();
  for (const node of graph.nodes) {
    const sum = readSum(reader, node);
    if (sum === undefined || sums.has(sum)) continue;
    joined.set(node, skipNormalization(node, sum));
    sums.add(sum);
  }
  if (joined.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => (sums.has(node) ? [] : [joined.get(node) ?? node]));
  // What reads the sum may come before the normalisation.
  const known = [...graph.inputs.map(({ name }) => name), ...graph.constants.keys()];
  return {
    ...graph,
    opsets: { ...graph.opsets, 'com.microsoft': 1 },
    nodes: sortTopologically(nodes, known),
  };
}

/** The sum of two values of one shape [B, S, C] that a LayerNormalization over C reads. */
function readSum(reader: GraphReader, node: Node): Node | undefined {
  if (node.op !== 'LayerNormalization' || node.domain !== '' || node.outputs.length > 1) return undefined;
  const [x = '', scale = ''] = node.inputs;
  const sum = reader.producerOf(x, 'Add');
  const { shape } = reader.typeOf(x);
  const { axis } = attributesOf(OPS.LayerNormalization, node);
  const isOverRows =
    (axis === -1 || axis === shape.length - 1) && sameShape(reader.typeOf(scale).shape, shape.slice(-1));
  if (sum === undefined || shape.length !== 3 || !isOverRows) return undefined;
  return sum.inputs.every((input) => sameShape(reader.typeOf(input).shape, shape)) ? sum : undefined;
}

function skipNormalization(node: Node, sum: Node): Node {
  const [, scale = '', ...bias] = node.inputs;
  const inputs: readonly ValueName[] = [...sum.inputs, scale, ...bias];
  return {
    ...node,
    op: 'SkipLayerNormalization',
    domain: 'com.microsoft',
    inputs,
    outputs: [...node.outputs, '', '', ...sum.outputs],
    attributes: { epsilon: float(attributesOf(OPS.LayerNormalization, node).epsilon) },
  };
}
