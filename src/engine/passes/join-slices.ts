import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { rangeOf, type AxisRange } from './slices.ts';

/** A kernel writes as many values as a device binds buffers to, which are at least eight with the operand. */
const MOST_PARTS = 4;

interface Part {
  readonly node: Node;
  readonly range: AxisRange;
}

/**
 * Slices that cut a value into parts along one axis become one Split: one dispatch instead of one a part. Needs static types.
 */
export function joinSlices(graph: Graph): Graph {
  const partitions = findPartitions(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'split', nodes: 'drop' });
  const done = new Set<Node>();
  for (const node of graph.nodes) {
    if (done.has(node)) continue;
    const parts = partitions.get(node);
    if (parts === undefined) {
      builder.addNode(node);
      continue;
    }
    const [first] = parts;
    builder.addNode({
      ...node,
      op: 'Split',
      inputs: [node.inputs[0] ?? '', builder.ints(parts.map(({ range }) => range.end - range.start))],
      outputs: parts.flatMap((part) => part.node.outputs),
      attributes: { axis: int(first?.range.axis ?? 0) },
    });
    for (const part of parts) done.add(part.node);
  }
  return builder.build();
}

/** The parts in order, by the nodes that make them. */
function findPartitions(graph: Graph): ReadonlyMap<Node, readonly Part[]> {
  const groups = new Map<string, Part[]>();
  for (const node of graph.nodes) {
    const range = rangeOf(graph, node);
    if (range === undefined) continue;
    const key = `${range.axis} ${node.inputs[0] ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), { node, range }]);
  }
  const partitions = new Map<Node, readonly Part[]>();
  for (const group of groups.values()) {
    const parts = group.toSorted((a, b) => a.range.start - b.range.start);
    const [first] = parts;
    if (first === undefined || parts.length < 2 || parts.length > MOST_PARTS) continue;
    const extent = graph.types.get(first.node.inputs[0] ?? '')?.shape[first.range.axis];
    const isWhole = parts.every((part, i) => part.range.start === (parts[i - 1]?.range.end ?? 0));
    if (!isWhole || parts.at(-1)?.range.end !== extent) continue;
    for (const part of parts) partitions.set(part.node, parts);
  }
  return partitions;
}
