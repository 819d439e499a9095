import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { ancestorsOf, producersOf } from '../graph/topology.ts';
import { inferNode } from '../ops/infer-node.ts';
import { isFloat } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { activationsOf, estimatePeakBytes, sizeBytesOf, storageOf } from './estimate-peak.ts';

/** A few operations an element: computing them again costs less than keeping their results until the backward part. */
const CHEAP = new Set([
  'Abs',
  'Add',
  'Cast',
  'Clip',
  'Cos',
  'Div',
  'Erf',
  'Exp',
  'Gelu',
  'Identity',
  'InstanceNormalization',
  'LayerNormalization',
  'Mul',
  'Neg',
  'Pow',
  'Reshape',
  'Sigmoid',
  'Sin',
  'Slice',
  'Split',
  'Sqrt',
  'Sub',
  'Tanh',
  'Transpose',
]);

/** Smaller values (time embeddings, statistics) are always kept. */
const SMALL_BYTES = 8192;

/**
 * Recomputes cheap activations in the backward part instead of keeping them (checkpointing, arXiv 1604.06174): what the
 * derivative needs and what follows cheaply from one large value (SiLU and normalisation follow from the normalisation's
 * input) is computed again from that value, just before its first reader.
 *
 * The value passes through Where(c, v, v), with c taken from the cotangent at that place: exactly v, but neither a runtime's
 * common-subexpression pass nor its scheduler can move the second computation to the first.
 *
 * `forwardOutputs` separate forward from backward. The graph is returned as it is when the predicted peak does not fall.
 */
export function rematerialise(graph: Graph, forwardOutputs: readonly ValueName[]): Graph {
  const plan = planRecomputation(graph, forwardOutputs);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'again', nodes: 'drop' });
  const copies = new Map<ValueName, ValueName>();
  let latestCotangent: ValueName | undefined;

  const copyOf = (value: ValueName, cotangent: ValueName): ValueName => {
    const known = copies.get(value);
    if (known !== undefined) return known;
    const source = plan.recomputed.get(value);
    const producer = plan.producers.get(value);
    if (source === undefined || producer === undefined) {
      const isSource = plan.sources.has(value);
      if (isSource) copies.set(value, guard(builder, value, cotangent));
      return copies.get(value) ?? value;
    }
    const inputs = producer.inputs.map((name) => (name === '' ? name : copyOf(name, cotangent)));
    const outputs = producer.outputs.map((name) => (name === '' ? name : builder.freshName()));
    builder.addNode({ ...producer, name: `${producer.name}/again`, inputs, outputs });
    producer.outputs.forEach((name, index) => copies.set(name, outputs[index] ?? name));
    return copies.get(value) ?? value;
  };

  for (const node of graph.nodes) {
    if (plan.forward.has(node)) {
      builder.addNode(node);
      continue;
    }
    const cotangent = node.inputs.find((name) => isCotangent(graph, plan, name)) ?? latestCotangent;
    const inputs = node.inputs.map((name) =>
      cotangent !== undefined && plan.recomputed.has(name) ? copyOf(name, cotangent) : name,
    );
    builder.addNode({ ...node, inputs });
    latestCotangent = node.outputs.find((name) => isCotangent(graph, plan, name)) ?? latestCotangent;
  }
  const result = builder.build();
  return estimatePeakBytes(result) < estimatePeakBytes(graph) ? result : graph;
}

interface Plan {
  readonly forward: ReadonlySet<Node>;
  readonly producers: ReadonlyMap<ValueName, Node>;
  readonly activations: ReadonlySet<ValueName>;
  /** Values of the backward part. */
  readonly backward: ReadonlySet<ValueName>;
  /** Value to compute again, and the kept value it follows from. */
  readonly recomputed: ReadonlyMap<ValueName, ValueName>;
  /** The kept values behind `recomputed`. */
  readonly sources: ReadonlySet<ValueName>;
}

function planRecomputation(graph: Graph, forwardOutputs: readonly ValueName[]): Plan {
  const activations = activationsOf(graph);
  const storage = storageOf(graph, activations);
  const needed = ancestorsOf(graph, forwardOutputs);
  const forward = new Set(graph.nodes.filter((node) => node.outputs.some((name) => needed.has(name))));
  const backwardNodes = graph.nodes.filter((node) => !forward.has(node));
  const sourceOf = findSources(graph, forward, activations);

  // Forward values that the backward part reads, grouped by the one value they follow from.
  const groups = new Map<ValueName, Set<ValueName>>();
  const readAnyway = new Set<ValueName>();
  for (const name of backwardNodes.flatMap((node) => node.inputs)) {
    if (!needed.has(name) || !activations.has(name)) continue;
    const source = sourceOf.get(name);
    if (source === undefined || source === name) readAnyway.add(storage.get(name) ?? name);
    else groups.set(source, (groups.get(source) ?? new Set()).add(name));
  }
  const recomputed = new Map<ValueName, ValueName>();
  const sources = new Set<ValueName>();
  for (const [source, values] of groups) {
    const kept = storage.get(source) ?? source;
    const freed = new Set([...values].map((name) => storage.get(name) ?? name).filter((name) => !readAnyway.has(name)));
    freed.delete(kept);
    const savedBytes = [...freed].reduce((sum, name) => sum + sizeBytesOf(graph, name), 0);
    if (savedBytes <= (readAnyway.has(kept) ? 0 : sizeBytesOf(graph, kept))) continue;
    sources.add(source);
    for (const [value, itsSource] of sourceOf)
      if (itsSource === source && value !== source) recomputed.set(value, source);
  }
  const backward = new Set(backwardNodes.flatMap((node) => node.outputs));
  return { forward, producers: producersOf(graph), activations, backward, recomputed, sources };
}

/** For every large activation, the large value from which cheap operators alone compute it (itself where there is none). */
function findSources(
  graph: Graph,
  forward: ReadonlySet<Node>,
  activations: ReadonlySet<ValueName>,
): ReadonlyMap<ValueName, ValueName> {
  const sourceOf = new Map<ValueName, ValueName>(graph.inputs.map(({ name }) => [name, name]));
  for (const node of graph.nodes) {
    if (!forward.has(node)) continue;
    const large = node.inputs.filter((name) => activations.has(name) && sizeBytesOf(graph, name) > SMALL_BYTES);
    const sources = new Set(large.map((name) => sourceOf.get(name) ?? name));
    const [only] = sources;
    const isCheap = node.domain === '' && CHEAP.has(node.op) && sources.size === 1;
    for (const name of node.outputs) {
      if (name === '' || !activations.has(name)) continue;
      const follows = isCheap && only !== undefined && sizeBytesOf(graph, name) > SMALL_BYTES;
      sourceOf.set(name, follows ? only : name);
    }
  }
  return sourceOf;
}

function isCotangent(graph: Graph, plan: Plan, name: ValueName): boolean {
  const type = graph.types.get(name);
  return plan.backward.has(name) && plan.activations.has(name) && type !== undefined && isFloat(type.dtype);
}

/** Where(cotangent[0] > 0, value, value). */
function guard(builder: GraphBuilder, value: ValueName, cotangent: ValueName): ValueName {
  const { dtype, shape } = builder.typeOf(cotangent);
  const flat = builder.emit('Reshape', [cotangent, builder.ints([sizeOf(shape)])]);
  const first = builder.emit('Slice', [flat, builder.ints([0]), builder.ints([1])]);
  const condition = builder.emit('Greater', [first, builder.float(0, [], dtype)]);
  return builder.emit('Where', [condition, value, value]);
}
