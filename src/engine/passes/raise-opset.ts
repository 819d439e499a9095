import { opsetOf } from '../graph/opset.ts';
import type { Graph } from '../graph/graph.ts';

const FIRST_WITH_LAYER_NORMALIZATION = 17;

/**
 * Opset 17 for a graph that came to hold LayerNormalization. From 13 to 17 no operator of `OPS` changes what it computes; older
 * sets write their axes otherwise and stay as they are.
 */
export function raiseOpset(graph: Graph): Graph {
  const opset = opsetOf(graph);
  const isLower = opset >= 13 && opset < FIRST_WITH_LAYER_NORMALIZATION;
  if (!isLower || !graph.nodes.some(({ op, domain }) => op === 'LayerNormalization' && domain === '')) return graph;
  return { ...graph, opsets: { ...graph.opsets, '': FIRST_WITH_LAYER_NORMALIZATION } };
}
