import { opsetOf } from '../graph/opset.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { ancestorsOf } from '../graph/topology.ts';
import { findOp, opKeyOf } from '../ops/find-op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { activationsOf } from './estimate-peak.ts';

export type FlopsByOperator = Readonly<Record<string, number>>;

/**
 * Floating-point operations of one run of `nodes` by operator, most first; a multiply-add counts 2. What is computed
 * from weights alone is not counted, since a runtime computes it once, when it loads the graph.
 */
export function countFlopsByOperator(graph: Graph, nodes: readonly Node[] = graph.nodes): FlopsByOperator {
  const opset = opsetOf(graph);
  const activations = activationsOf(graph);
  const totals = new Map<string, number>();
  for (const node of nodes) {
    if (!node.outputs.some((name) => activations.has(name))) continue;
    const inputs = node.inputs.map((name) => graph.types.get(name));
    const outputs = node.outputs.flatMap((name) => graph.types.get(name) ?? []);
    const elements = outputs.reduce((sum, type) => sum + sizeOf(type.shape), 0);
    const flops = findOp(node, opset).flops?.(inputs, outputs, node.attributes) ?? elements;
    totals.set(opKeyOf(node), (totals.get(opKeyOf(node)) ?? 0) + flops);
  }
  return sortedRecord(totals);
}

export function sumFlops(byOperator: FlopsByOperator): number {
  return Object.values(byOperator).reduce((sum, flops) => sum + flops, 0);
}

/** `countFlopsByOperator` of the nodes that `outputs` do not depend on: of a gradient graph, its backward part. */
export function countFlopsBeyond(graph: Graph, outputs: readonly ValueName[]): FlopsByOperator {
  const needed = ancestorsOf(graph, outputs);
  return countFlopsByOperator(
    graph,
    graph.nodes.filter((node) => !node.outputs.some((name) => needed.has(name))),
  );
}

function sortedRecord(totals: ReadonlyMap<string, number>): FlopsByOperator {
  return Object.fromEntries([...totals].toSorted(([, a], [, b]) => b - a));
}
