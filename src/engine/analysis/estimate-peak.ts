import type { Graph, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { lookUpOp } from '../ops/find-op.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * The most activation memory that is alive at once, in bytes, when nodes run in order and every value is freed after its
 * last reader. Weights, and what is computed from weights alone (their casts), are not counted.
 */
export function estimatePeakBytes(graph: Graph): number {
  const activations = activationsOf(graph);
  const storage = storageOf(graph, activations);
  const lastRead = new Map<ValueName, number>();
  graph.nodes.forEach((node, index) => {
    for (const name of [...node.inputs, ...node.outputs]) lastRead.set(storage.get(name) ?? name, index);
  });
  for (const { name } of graph.outputs) lastRead.set(storage.get(name) ?? name, graph.nodes.length);

  let live = graph.inputs.reduce((sum, input) => sum + sizeBytesOf(graph, input.name), 0);
  let peak = live;
  graph.nodes.forEach((node, index) => {
    for (const name of node.outputs) if (storage.get(name) === name) live += sizeBytesOf(graph, name);
    peak = Math.max(peak, live);
    const touched = new Set([...node.inputs, ...node.outputs].flatMap((name) => storage.get(name) ?? []));
    for (const name of touched) if (lastRead.get(name) === index) live -= sizeBytesOf(graph, name);
  });
  return peak;
}

/** Values that depend on a graph input: everything else is weights. */
export function activationsOf(graph: Graph): ReadonlySet<ValueName> {
  return descendantsOf(
    graph,
    graph.inputs.map((input) => input.name),
  );
}

/** For every activation, the value whose memory it is a view of (itself where it is none). */
export function storageOf(graph: Graph, activations: ReadonlySet<ValueName>): ReadonlyMap<ValueName, ValueName> {
  const storage = new Map<ValueName, ValueName>(graph.inputs.map(({ name }) => [name, name]));
  for (const node of graph.nodes) {
    for (const name of node.outputs) {
      if (name !== '' && activations.has(name))
        storage.set(name, (lookUpOp(node)?.isView && storage.get(node.inputs[0] ?? '')) || name);
    }
  }
  return storage;
}

export function sizeBytesOf(graph: Graph, value: ValueName): number {
  const type = graph.types.get(value);
  return type === undefined ? 0 : sizeOf(type.shape) * DATA_TYPES[type.dtype].bytes;
}
