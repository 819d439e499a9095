/**
 * Static types for every value of an exported model, its shape arithmetic folded away: the least that tests of rules need.
 */
import type { Constant, Graph, Node, TensorType, ValueName } from '../../graph/graph.ts';
import { foldNode } from '../fold-node.ts';
import { inferNode } from '../infer-node.ts';

export function bindAndFold(graph: Graph, shapes: Readonly<Record<ValueName, readonly number[]>>): Graph {
  const opset = graph.opsets[''] ?? 0;
  const constants = new Map<ValueName, Constant>(graph.constants);
  const types = new Map<ValueName, TensorType>([...constants].map(([name, { type }]) => [name, type]));
  const inputs = graph.inputs.map(({ name, type }) => ({
    name,
    type: { dtype: type.dtype, shape: shapes[name] ?? [] },
  }));
  for (const { name, type } of inputs) types.set(name, type);
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    inferNode(node, types, constants, opset).forEach((type, i) => types.set(node.outputs[i] ?? '', type));
    const folded = foldNode(node, types, constants, opset);
    if (folded === undefined) nodes.push(node);
    folded?.forEach((constant, i) => constants.set(node.outputs[i] ?? '', constant));
  }
  const outputs = graph.outputs.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  return { ...graph, inputs, outputs, constants, nodes, types };
}
