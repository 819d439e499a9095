import type { Graph, Node, ValueName } from '../graph/graph.ts';

/** Drops nodes, constants and types that no graph output depends on. Graph inputs stay: they are the contract. */
export function removeDeadCode(graph: Graph): Graph {
  const live = new Set<ValueName>(graph.outputs.map((output) => output.name));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => live.has(name))) continue;
    for (const name of node.inputs) live.add(name);
    kept.push(node);
  }
  const nodes = kept.reverse();
  const named = new Set<ValueName>(live);
  for (const input of graph.inputs) named.add(input.name);
  for (const node of nodes) for (const name of node.outputs) named.add(name);
  return {
    ...graph,
    nodes,
    constants: new Map([...graph.constants].filter(([name]) => live.has(name))),
    types: new Map([...graph.types].filter(([name]) => named.has(name))),
  };
}
