import { opsetOf } from '../graph/opset.ts';
import type { Graph } from '../graph/graph.ts';

/** The last for which onnxruntime-web 1.30 has all kernels of the operators that the compiled graphs hold. */
const LAST_WITH_KERNELS = 20;

/** Of ai.onnx, what computes something else since, or was not there before. */
const NEWER = new Set([
  'Attention',
  'GroupNormalization',
  'RMSNormalization',
  'RotaryEmbedding',
  'Swish',
  'TensorScatter',
]);

/**
 * Opset 20 for a graph of a later one. Later versions of the other operators add element types and nothing else, and onnxruntime has no
 * kernel on a graphics card for some of them: it would leave those nodes to the CPU.
 */
export function lowerOpset(graph: Graph): Graph {
  const isNewer = graph.nodes.some(({ op, domain }) => domain === '' && NEWER.has(op));
  if (opsetOf(graph) <= LAST_WITH_KERNELS || isNewer) return graph;
  return { ...graph, opsets: { ...graph.opsets, '': LAST_WITH_KERNELS } };
}
