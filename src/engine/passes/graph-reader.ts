import { numbersOf } from '../graph/constants.ts';
import type { Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { consumersOf, producersOf, type Use } from '../graph/topology.ts';
import { opKeyOf } from '../ops/find-op.ts';

/** Questions that passes ask about a graph of static types. */
export interface GraphReader {
  /** The node that makes `value`, when it is one of `operators` (keys as in `OPS`). */
  producerOf(value: ValueName, ...operators: readonly string[]): Node | undefined;
  /** The only use of a value; undefined when there are more, or when it is an output of the graph. */
  onlyUseOf(value: ValueName): Use | undefined;
  /** Throws a GraphError for a value without a type. */
  typeOf(value: ValueName): TensorType;
  /** The number in a constant of one element. */
  numberIn(value: ValueName): number | undefined;
}

export function readGraph(graph: Graph): GraphReader {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  return {
    producerOf: (value, ...operators) => {
      const node = producers.get(value);
      return node !== undefined && operators.includes(opKeyOf(node)) ? node : undefined;
    },
    onlyUseOf: (value) => {
      const [use, ...others] = consumers.get(value) ?? [];
      return others.length === 0 && !outputs.has(value) ? use : undefined;
    },
    typeOf: (value) => {
      const type = graph.types.get(value);
      if (type === undefined) throw new GraphError('graph/unknown-value', `no type is known for %${value}`, { value });
      return type;
    },
    numberIn: (value) => {
      const constant = graph.constants.get(value);
      if (constant?.kind !== 'inline' || !constant.type.shape.every((extent) => extent === 1)) return undefined;
      return numbersOf(constant)[0];
    },
  };
}

/** The two orders of a pair of inputs; none for another number of inputs. */
export function bothOrders(inputs: readonly ValueName[]): (readonly [ValueName, ValueName])[] {
  const [a, b, ...others] = inputs;
  if (a === undefined || b === undefined || others.length > 0) return [];
  return [
    [a, b],
    [b, a],
  ];
}
