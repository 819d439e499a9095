import { opsetOf } from '../graph/opset.ts';
import type { Constant, Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { inferNode } from '../ops/infer-node.ts';
import type { Shape } from '../tensor/tensor.ts';
import { foldSmallNode } from './fold-constants.ts';

/**
 * Static types of all values in one walk, with constants folded on the way, because exporters compute shapes in the graph
 * (Shape, Gather, Concat, Reshape) and the type behind such a chain is known only once the chain is folded.
 *
 * Needs static input shapes (`bindShapes`). Throws a GraphError that names the node for anything it cannot type.
 */
export function inferShapes(graph: Graph): Graph {
  const opset = opsetOf(graph);
  const types = new Map<ValueName, TensorType>();
  const constants = new Map<ValueName, Constant>(graph.constants);
  for (const { name, type } of graph.inputs)
    types.set(name, { dtype: type.dtype, shape: staticShape(name, type.shape) });
  for (const [name, constant] of constants) types.set(name, constant.type);

  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    for (const name of node.inputs) if (name !== '' && !types.has(name)) throw undefinedValue(name, node);
    const outputs = inferNode(node, types, constants, opset);
    const folded = foldSmallNode(node, outputs, types, constants, opset);
    if (folded === undefined) nodes.push(node);
    node.outputs.forEach((name, index) => {
      const type = outputs[index];
      if (name === '' || type === undefined) return;
      types.set(name, type);
      const constant = folded?.[index];
      if (constant !== undefined) constants.set(name, constant);
    });
  }
  const outputs = graph.outputs.map(({ name }) => {
    const type = types.get(name);
    if (type === undefined)
      throw new GraphError('graph/unknown-value', `output ${name} is never computed`, { value: name });
    return { name, type };
  });
  return { ...graph, nodes, constants, types, outputs };
}

function staticShape(name: ValueName, shape: readonly (number | string | null)[] | null): Shape {
  const extents = shape?.filter((extent) => typeof extent === 'number');
  if (extents !== undefined && extents.length === shape?.length) return extents;
  throw new GraphError('graph/dynamic-shape', `input ${name} has no static shape`, { input: name });
}

function undefinedValue(name: ValueName, node: Node): GraphError {
  return new GraphError('graph/unknown-value', `${node.op} ${node.name} reads ${name}, which nothing computes`, {
    node: node.name,
    value: name,
  });
}
