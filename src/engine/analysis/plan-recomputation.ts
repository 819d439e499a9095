import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { ancestorsOf, producersOf } from '../graph/topology.ts';
import { lookUpOp, opKeyOf } from '../ops/find-op.ts';
import { activationsOf, sizeBytesOf, storageOf } from './estimate-peak.ts';

export interface RecomputationPlan {
  readonly forward: ReadonlySet<Node>;
  readonly producers: ReadonlyMap<ValueName, Node>;
  readonly activations: ReadonlySet<ValueName>;
  /** Values of the forward part that the backward part computes again. */
  readonly recomputed: ReadonlySet<ValueName>;
  /** Whether a value is large enough to matter; smaller ones (time embeddings, statistics) are always kept. */
  isLarge(value: ValueName): boolean;
}

/**
 * Products over a longer axis are not worth their arithmetic. Attention's scores have 40 to 160, feed-forwards 320 to
 * 1280.
 */
const LONGEST_CONTRACTION = 1280;

/** A product is computed again where it is this many times larger than what it follows from. */
const EXPANSION = 2;

const SMALL_BYTES = 8192;

/**
 * Decides what the backward part computes again instead of keeping it (checkpointing, arXiv 1604.06174).
 *
 * Every large activation has roots: the values from which cheap operators and expanding products alone compute it. SiLU and
 * normalisations follow from the normalisation's input, softmax(Q K^T) from Q and K, a feed-forward's inner values from its
 * input. Values with the same roots are recomputed together where that frees more bytes than keeping the roots takes.
 */
export function planRecomputation(graph: Graph, forwardOutputs: readonly ValueName[]): RecomputationPlan {
  const activations = activationsOf(graph);
  const storage = storageOf(graph, activations);
  const needed = ancestorsOf(graph, forwardOutputs);
  const forward = new Set(graph.nodes.filter((node) => node.outputs.some((name) => needed.has(name))));
  const producers = producersOf(graph);
  const isLarge = (value: ValueName) => activations.has(value) && sizeBytesOf(graph, value) > SMALL_BYTES;
  const rootsOf = findRoots(graph, forward, isLarge);
  const storageOfValue = (name: ValueName) => storage.get(name) ?? name;

  // How many values that the backward part reads lie in each piece of memory.
  const readers = new Map<ValueName, number>();
  const count = (name: ValueName, change: number) =>
    readers.set(storageOfValue(name), (readers.get(storageOfValue(name)) ?? 0) + change);
  const read = new Set<ValueName>();
  for (const node of graph.nodes) {
    if (forward.has(node)) continue;
    for (const name of node.inputs) if (needed.has(name) && activations.has(name)) read.add(name);
  }
  for (const name of read) count(name, 1);

  const recomputed = new Set<ValueName>();
  const keptRoots = new Set<ValueName>();
  const bytesNotKept = (values: Iterable<ValueName>) =>
    [...new Set([...values].map(storageOfValue))]
      .filter((name) => !keptRoots.has(name) && (readers.get(name) ?? 0) === 0)
      .reduce((sum, name) => sum + sizeBytesOf(graph, name), 0);
  const accept = (group: Group): boolean => {
    const still = [...group.values].filter((name) => !recomputed.has(name));
    for (const name of still) count(name, -1);
    const isWorth = bytesNotKept(still) > bytesNotKept(group.roots);
    for (const name of still) count(name, 1);
    if (!isWorth) return false;
    for (const root of group.roots) keptRoots.add(storageOfValue(root));
    for (const name of valuesBetween(group, producers, isLarge)) {
      if (read.has(name) && !recomputed.has(name)) count(name, -1);
      recomputed.add(name);
    }
    return true;
  };
  // Roots that one group keeps may make another one worth it.
  let pending = groupByRoots(read, rootsOf);
  for (;;) {
    const rejected = pending.filter((group) => !accept(group));
    if (rejected.length === pending.length) return { forward, producers, activations, recomputed, isLarge };
    pending = rejected;
  }
}

interface Group {
  readonly roots: readonly ValueName[];
  readonly values: ReadonlySet<ValueName>;
}

function groupByRoots(
  values: Iterable<ValueName>,
  rootsOf: ReadonlyMap<ValueName, readonly ValueName[]>,
): readonly Group[] {
  const groups = new Map<string, { roots: readonly ValueName[]; values: Set<ValueName> }>();
  for (const value of values) {
    const roots = rootsOf.get(value) ?? [value];
    if (roots.includes(value)) continue;
    const key = keyOf(roots);
    const group = groups.get(key) ?? { roots, values: new Set() };
    groups.set(key, group);
    group.values.add(value);
  }
  return [...groups.values()];
}

/** The roots of every large activation of the forward part (itself where it has no others). */
function findRoots(
  graph: Graph,
  forward: ReadonlySet<Node>,
  isLarge: (value: ValueName) => boolean,
): ReadonlyMap<ValueName, readonly ValueName[]> {
  const rootsOf = new Map<ValueName, readonly ValueName[]>();
  const bytesOf = (values: readonly ValueName[]) => values.reduce((sum, name) => sum + sizeBytesOf(graph, name), 0);
  for (const node of graph.nodes) {
    if (!forward.has(node)) continue;
    const sources = node.inputs.filter(isLarge).map((name) => rootsOf.get(name) ?? [name]);
    const union = [...new Set(sources.flat())].toSorted();
    const isAlike = new Set(sources.map(keyOf)).size === 1;
    for (const name of node.outputs) {
      if (!isLarge(name)) continue;
      const follows =
        union.length > 0 &&
        ((isAlike && lookUpOp(node)?.isCheap) ||
          (isShortProduct(graph, node) && sizeBytesOf(graph, name) >= EXPANSION * bytesOf(union)));
      rootsOf.set(name, follows ? union : [name]);
    }
  }
  return rootsOf;
}

function isShortProduct(graph: Graph, node: Node): boolean {
  if (opKeyOf(node) !== 'MatMul' && opKeyOf(node) !== 'Gemm') return false;
  const shape = graph.types.get(node.inputs[0] ?? '')?.shape ?? [];
  const isTransposed = node.op === 'Gemm' && attributesOf(OPS.Gemm, node).transA === 1;
  return (shape.at(isTransposed ? 0 : -1) ?? 0) <= LONGEST_CONTRACTION;
}

/** The values of a group and what lies between them and the roots. */
function valuesBetween(
  { values, roots }: Group,
  producers: ReadonlyMap<ValueName, Node>,
  isLarge: (value: ValueName) => boolean,
): ReadonlySet<ValueName> {
  const found = new Set<ValueName>();
  const open = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (roots.includes(value) || found.has(value) || !isLarge(value)) continue;
    found.add(value);
    for (const input of producers.get(value)?.inputs ?? []) open.push(input);
  }
  return found;
}

function keyOf(roots: readonly ValueName[]): string {
  return roots.join('\n');
}
