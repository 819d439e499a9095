import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { Constant, Graph, Node, ValueName } from '../graph/graph.ts';
import { producersOf, readsOf } from '../graph/topology.ts';
import { sizeOf, tensor, type Tensor } from '../tensor/tensor.ts';
import { inferShapes } from './infer-shapes.ts';
import { removeDeadCode } from './remove-dead-code.ts';

/** What the host computes for every run of a graph. */
export interface HostPart {
  /** From vectors to the further inputs of the rest. */
  readonly graph: Graph;
  /** Inputs that the rest takes no more. */
  readonly dropped: readonly ValueName[];
}

/** A graph in two parts. */
export interface SplitGraph {
  /** It takes what the host part computes as further inputs. */
  readonly graph: Graph;
  /** Null where nothing is to be computed. */
  readonly host: HostPart | null;
}

/**
 * Takes out what follows from vectors alone (a timestep and its waves, the factors of attention control, coefficients): a few hundred numbers,
 * which the host computes in no time, and a graphics card in thirty dispatches. Needs static types.
 */
export function splitHostPart(graph: Graph): SplitGraph {
  const vectors = graph.inputs.filter(
    ({ name, type }) => type.dtype === 'float32' && (graph.types.get(name)?.shape.length ?? 2) < 2,
  );
  const zeros = Object.fromEntries(
    vectors.map(({ name }) => {
      const shape = graph.types.get(name)?.shape ?? [];
      return [name, tensor(shape, new Float32Array(sizeOf(shape)))];
    }),
  );
  const folded = withValues(graph, zeros).constants;
  const taken = new Set(
    graph.nodes.filter(({ outputs }) => outputs.every((name) => folded.has(name) && !graph.constants.has(name))),
  );
  const borders = settleBorders(graph, taken);
  if (taken.size === 0) return { graph, host: null };
  const typed = (name: ValueName) => ({
    name,
    type: graph.types.get(name) ?? { dtype: 'float32' as const, shape: null },
  });
  const nodes = graph.nodes.filter((node) => !taken.has(node));
  const read = new Set([...nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
  const dropped = vectors.flatMap(({ name }) => (read.has(name) ? [] : [name]));
  const own = graph.inputs.filter(({ name }) => !dropped.includes(name));
  const host = removeDeadCode({ ...graph, inputs: vectors, nodes: [...taken], outputs: borders.map(typed) });
  return {
    graph: removeDeadCode({ ...graph, inputs: [...own, ...borders.map(typed)], nodes }),
    host: { graph: host, dropped },
  };
}

/** Outputs of a host part, from the values of its inputs. */
export function computeHostPart(
  { graph }: HostPart,
  values: Readonly<Record<ValueName, Tensor>>,
): Readonly<Record<ValueName, Tensor>> {
  const { constants } = withValues(graph, values);
  return Object.fromEntries(
    graph.outputs.map(({ name }) => {
      const constant = constants.get(name);
      if (constant?.kind !== 'inline') throw new RangeError(`%${name} does not follow from the vectors`);
      return [name, tensor(constant.type.shape, Float32Array.from(numbersOf(constant)))];
    }),
  );
}

/** The graph with values for some inputs, and everything that follows from them as constants. */
function withValues(graph: Graph, values: Readonly<Record<ValueName, Tensor>>): Graph {
  const known = Object.entries(values).map(([name, { shape, data }]): readonly [ValueName, Constant] => [
    name,
    constantFrom('float32', shape, data),
  ]);
  const inputs = graph.inputs.filter(({ name }) => !(name in values));
  return inferShapes({ ...graph, inputs, constants: new Map([...graph.constants, ...known]) });
}

/**
 * The values that the rest of the graph reads of the nodes in `taken`. Only float32 crosses the border, what is rounded from it to
 * float16, and no output of the graph: nodes that make others are given back.
 */
function settleBorders(graph: Graph, taken: Set<Node>): readonly ValueName[] {
  const producers = producersOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  for (;;) {
    const rest = graph.nodes.filter((node) => !taken.has(node));
    const read = new Set([...rest.flatMap(readsOf), ...outputs]);
    const crossing = [...read].filter((name) => taken.has(producers.get(name) as Node));
    const wrong = crossing.filter((name) => outputs.has(name) || !isNumber(graph, producers.get(name), name));
    if (wrong.length === 0) return crossing;
    for (const name of wrong) taken.delete(producers.get(name) as Node);
  }
}

/** In float16, which the host does not round to as a card's kernels do between operators, only what is known in float32 before. */
function isNumber({ types }: Graph, producer: Node | undefined, value: ValueName): boolean {
  const dtype = types.get(value)?.dtype;
  if (dtype !== 'float16') return dtype === 'float32';
  return producer?.op === 'Cast' && types.get(producer.inputs[0] ?? '')?.dtype === 'float32';
}
