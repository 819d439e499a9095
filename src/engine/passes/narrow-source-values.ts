import type { Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { consumersOf, producersOf } from '../graph/topology.ts';
import { isSourceValue } from './control-rule.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { renameValues } from './rename-values.ts';

/**
 * What the source row leaves for later words stays on the device: where the graph computes it in float16, it goes out of `controlled` and
 * into `target` in float16, without the casts to float32 and back that compiled graphs have at every border. The numbers are the same.
 * Needs static types.
 */
export function narrowSourceValues(graph: Graph): Graph {
  return narrowInputs(narrowOutputs(graph));
}

/** Outputs that are cast from float16 are the values before the cast. */
function narrowOutputs(graph: Graph): Graph {
  const producers = producersOf(graph);
  const names = new Map<ValueName, ValueName>();
  for (const { name } of graph.outputs) {
    const cast = isSourceValue(name) ? producers.get(name) : undefined;
    const half = cast?.op === 'Cast' ? cast.inputs[0] : undefined;
    if (half === undefined || names.has(half) || !producers.has(half)) continue;
    if (graph.types.get(half)?.dtype !== 'float16') continue;
    names.set(name, `${name}/float32`);
    names.set(half, name);
  }
  const renamed = renameValues(graph, names);
  return removeDeadCode({ ...renamed, outputs: graph.outputs.map((output) => typedBy(renamed.types, output)) });
}

/** Inputs that are read through a cast to float16 alone are float16. */
function narrowInputs(graph: Graph): Graph {
  const consumers = consumersOf(graph);
  const dropped = new Set<Node>();
  const casts = new Map<ValueName, ValueName>();
  const types = new Map<ValueName, TensorType>(graph.types);
  for (const { name } of graph.inputs) {
    const type = graph.types.get(name);
    const uses = isSourceValue(name) ? (consumers.get(name) ?? []).map(({ node }) => node) : [];
    const isHalf = ({ op, outputs: [output = ''] }: Node) =>
      op === 'Cast' && graph.types.get(output)?.dtype === 'float16';
    if (type === undefined || uses.length === 0 || !uses.every(isHalf)) continue;
    types.set(name, { ...type, dtype: 'float16' });
    for (const node of uses) {
      dropped.add(node);
      casts.set(node.outputs[0] ?? '', name);
    }
  }
  const nodes = graph.nodes.filter((node) => !dropped.has(node));
  return removeDeadCode({
    ...graph,
    types,
    inputs: graph.inputs.map((input) => typedBy(types, input)),
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => casts.get(name) ?? name) })),
  });
}

function typedBy(types: ReadonlyMap<ValueName, TensorType>, value: Graph['inputs'][number]): Graph['inputs'][number] {
  const type = types.get(value.name);
  return type === undefined ? value : { ...value, type };
}
