import type { Graph, TensorType } from '../graph.ts';

/** A graph with typed inputs and nothing else, to build on in tests. */
export function emptyGraph(inputs: Readonly<Record<string, readonly number[] | TensorType>> = {}, opset = 18): Graph {
  const typed = Object.entries(inputs).map(([name, given]) => ({ name, type: asType(given) }));
  return {
    name: 'test',
    opsets: { '': opset },
    inputs: typed,
    outputs: [],
    constants: new Map(),
    nodes: [],
    types: new Map(typed.map(({ name, type }) => [name, type])),
  };
}

function asType(given: readonly number[] | TensorType): TensorType {
  return 'dtype' in given ? given : { dtype: 'float32', shape: given };
}
