import { int } from '../graph/attributes.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';

const { onnxCode: FLOAT } = DATA_TYPES.float32;
const { onnxCode: DOUBLE } = DATA_TYPES.float64;

/**
 * Computes in float32 what the file computes in float64, which WebGPU has no kernels for: inputs and constants become float32
 * (weights outside the graph by a Cast), and so does what follows from them. Needs static types; constants that could be
 * folded were folded in float64.
 */
export function narrowDoubles(graph: Graph): Graph {
  if (![...graph.types.values()].some(({ dtype }) => dtype === 'float64')) return graph;
  const inputs = graph.inputs.map((input) => ({ ...input, type: { ...input.type, dtype: narrow(input.type.dtype) } }));
  const constants = new Map(
    [...graph.constants].map(([name, constant]) => [
      name,
      constant.kind === 'inline' && constant.type.dtype === 'float64'
        ? constantFrom('float32', constant.type.shape, numbersOf(constant))
        : constant,
    ]),
  );
  const types = new Map([...graph.types].map(([name, type]) => [name, { ...type, dtype: narrow(type.dtype) }]));
  for (const [name, { type }] of constants) types.set(name, type);
  const builder = new GraphBuilder({ ...graph, inputs, constants, types }, inferNode, {
    prefix: 'narrow',
    nodes: 'drop',
  });
  const weights = new Map<ValueName, ValueName>();
  for (const [name, { type }] of constants) {
    if (type.dtype === 'float64') weights.set(name, builder.emit('Cast', [name], { to: int(FLOAT) }));
  }
  for (const node of graph.nodes) builder.addNode(narrowNode(node, weights));
  return builder.build();
}

function narrowNode(node: Node, weights: ReadonlyMap<ValueName, ValueName>): Node {
  const inputs = node.inputs.map((name) => weights.get(name) ?? name);
  const isToDouble = node.op === 'Cast' && attributesOf(OPS.Cast, node).to === DOUBLE;
  return { ...node, inputs, attributes: isToDouble ? { ...node.attributes, to: int(FLOAT) } : node.attributes };
}

function narrow(dtype: TensorType['dtype']): TensorType['dtype'] {
  return dtype === 'float64' ? 'float32' : dtype;
}
