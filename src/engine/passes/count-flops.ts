import type { Graph } from '../graph/graph.ts';
import { findOp } from '../ops/find-op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { activationsOf } from './estimate-peak.ts';

/**
 * Floating-point operations of one run; a multiply-add counts 2. What is computed from weights alone is not counted, since a
 * runtime computes it once, when it loads the graph.
 */
export function countFlops(graph: Graph): number {
  const opset = graph.opsets[''] ?? 0;
  const activations = activationsOf(graph);
  return graph.nodes
    .filter((node) => node.outputs.some((name) => activations.has(name)))
    .reduce((total, node) => {
      const inputs = node.inputs.map((name) => graph.types.get(name));
      const outputs = node.outputs.flatMap((name) => graph.types.get(name) ?? []);
      const elements = outputs.reduce((sum, type) => sum + sizeOf(type.shape), 0);
      return total + (findOp(node, opset).flops?.(inputs, outputs, node.attributes) ?? elements);
    }, 0);
}
