import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';

/** Gives values other names, wherever they occur. Throws a GraphError when a new name is taken. */
export function renameValues(graph: Graph, names: ReadonlyMap<ValueName, ValueName>): Graph {
  const rename = (name: ValueName): ValueName => names.get(name) ?? name;
  const taken = new Set([
    ...graph.inputs.map((input) => input.name),
    ...graph.constants.keys(),
    ...graph.nodes.flatMap((node) => node.outputs),
  ]);
  for (const [from, to] of names) {
    if (from !== to && taken.has(to) && !names.has(to)) {
      throw new GraphError('graph/invalid', `cannot rename ${from} to ${to}: the name is taken`, { value: to });
    }
  }
  return {
    ...graph,
    inputs: graph.inputs.map((input) => ({ ...input, name: rename(input.name) })),
    outputs: graph.outputs.map((output) => ({ ...output, name: rename(output.name) })),
    constants: new Map([...graph.constants].map(([name, constant]) => [rename(name), constant])),
    types: new Map([...graph.types].map(([name, type]) => [rename(name), type])),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
  };
}
