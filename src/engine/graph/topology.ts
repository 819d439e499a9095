/** Who makes and who reads each value. A subgraph's captured values count as read by the node that holds it. */
import type { Graph, Node, ValueName } from './graph.ts';
import { GraphError } from './graph-error.ts';

export interface Use {
  readonly node: Node;
  /** Input position; -1 for a value captured by a subgraph. */
  readonly input: number;
}

/** The values a node reads, without omitted optional inputs, with what its subgraphs capture. */
export function readsOf(node: Node): ValueName[] {
  return [...node.inputs.filter((name) => name !== ''), ...capturesOf(node)];
}

/** Outer values that the subgraphs of a node read. */
export function capturesOf(node: Node): ValueName[] {
  return Object.values(node.attributes).flatMap((attribute) =>
    attribute.kind === 'graph' ? freeValuesOf(attribute.value) : [],
  );
}

function freeValuesOf(graph: Graph): ValueName[] {
  const own = new Set([
    ...graph.inputs.map((input) => input.name),
    ...graph.constants.keys(),
    ...graph.nodes.flatMap((node) => node.outputs),
  ]);
  const read = [...graph.nodes.flatMap(readsOf), ...graph.outputs.map((output) => output.name)];
  return [...new Set(read)].filter((name) => !own.has(name));
}

/** The node behind every computed value. */
export function producersOf(graph: Graph): Map<ValueName, Node> {
  const producers = new Map<ValueName, Node>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (output !== '') producers.set(output, node);
  }
  return producers;
}

/** The readers of every value that has some, in node order. Graph outputs are not uses. */
export function consumersOf(graph: Graph): Map<ValueName, Use[]> {
  const consumers = new Map<ValueName, Use[]>();
  const add = (value: ValueName, use: Use): void => {
    const uses = consumers.get(value);
    if (uses === undefined) consumers.set(value, [use]);
    else uses.push(use);
  };
  for (const node of graph.nodes) {
    node.inputs.forEach((value, input) => {
      if (value !== '') add(value, { node, input });
    });
    for (const value of capturesOf(node)) add(value, { node, input: -1 });
  }
  return consumers;
}

/** `values` and every value they depend on. */
export function ancestorsOf(graph: Graph, values: Iterable<ValueName>): Set<ValueName> {
  const found = new Set(values);
  for (const node of graph.nodes.toReversed()) {
    if (node.outputs.some((output) => found.has(output))) for (const value of readsOf(node)) found.add(value);
  }
  return found;
}

/** `values` and every value that depends on them. */
export function descendantsOf(graph: Graph, values: Iterable<ValueName>): Set<ValueName> {
  const found = new Set(values);
  for (const node of graph.nodes) {
    if (!readsOf(node).some((value) => found.has(value))) continue;
    for (const output of node.outputs) if (output !== '') found.add(output);
  }
  return found;
}

/**
 * Nodes in an order where every value is made before it is read; nodes that are free keep their order. `available` are the values
 * known from the start (inputs, constants, outer values). Throws a GraphError for a cycle or a missing value.
 */
export function sortTopologically(nodes: readonly Node[], available: Iterable<ValueName>): Node[] {
  const known = new Set(available);
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const sorted: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  // An explicit stack: chains of a large graph are deeper than the call stack allows.
  for (const root of nodes) {
    const stack: Node[] = [root];
    while (stack.length > 0) {
      const node = stack.at(-1);
      if (node === undefined || state.get(node) === 'done') {
        stack.pop();
        continue;
      }
      const missing: Node[] = [];
      for (const value of readsOf(node)) {
        if (known.has(value)) continue;
        const producer = producers.get(value);
        if (producer === undefined) {
          throw new GraphError('graph/invalid', `${describe(node)} reads %${value}, which nothing makes`, { value });
        }
        if (state.get(producer) === 'done') continue;
        if (state.get(producer) === 'open') {
          throw new GraphError('graph/invalid', `%${value} depends on itself, at ${describe(node)}`, { value });
        }
        missing.push(producer);
      }
      if (missing.length > 0) {
        state.set(node, 'open');
        for (const producer of missing.toReversed()) stack.push(producer);
        continue;
      }
      state.set(node, 'done');
      sorted.push(node);
      stack.pop();
    }
  }
  return sorted;
}

function describe(node: Node): string {
  return `${node.op} ${node.name}`;
}
