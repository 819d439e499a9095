import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { lookUpOp, opKeyOf } from '../ops/find-op.ts';
import type { DataType } from '../tensor/tensor.ts';

/** A node that onnxruntime's WebGPU provider leaves to the CPU, which costs two copies between the processors at every run. */
export interface WebgpuFallback {
  /** With the domain in front unless it is ai.onnx. */
  readonly operator: string;
  readonly node: string;
  readonly reason: string;
}

/**
 * All nodes without a WebGPU kernel. Nodes that depend on no input are no fallbacks: the runtime computes them once, when it
 * loads the graph. Needs static types.
 */
export function findWebgpuFallbacks(graph: Graph): readonly WebgpuFallback[] {
  const computed = descendantsOf(
    graph,
    graph.inputs.map(({ name }) => name),
  );
  const isTurned = turnsLayout(graph);
  return graph.nodes.flatMap((node) => {
    if (!node.outputs.some((name) => computed.has(name))) return [];
    const reason = reasonOf(graph, node, computed) ?? (isTurned(node, computed) ? TURNED_CONDITION : undefined);
    return reason === undefined ? [] : [{ operator: opKeyOf(node), node: node.name, reason }];
  });
}

const TURNED_CONDITION = 'no kernel that turns its condition to the layout of convolutions';

/** Operators whose tensors onnxruntime turns to channels last; it turns what is computed around them as well. */
const CHANNELS_LAST = new Set(['Conv', 'ConvTranspose', 'InstanceNormalization', 'AveragePool', 'MaxPool', 'Resize']);

/**
 * Whether a node reads a computed condition that onnxruntime may have to turn together with the node's tensors of rank 4: it inserts a
 * `Transpose`, which has no kernel for booleans. It leaves a condition without axes as it is.
 */
function turnsLayout(graph: Graph): (node: Node, computed: ReadonlySet<ValueName>) => boolean {
  const rankOf = (name: ValueName = ''): number => graph.types.get(name)?.shape.length ?? 0;
  const hasLayout = graph.nodes.some((node) => CHANNELS_LAST.has(opKeyOf(node)));
  return ({ op, inputs: [condition = ''], outputs: [output] }, computed) =>
    hasLayout && op === 'Where' && computed.has(condition) && rankOf(condition) > 0 && rankOf(output) === 4;
}

function reasonOf(graph: Graph, node: Node, computed: ReadonlySet<ValueName>): string | undefined {
  const kernel = lookUpOp(node)?.webgpu;
  if (kernel === undefined) return 'no kernel';
  const { index, writes } = kernel;
  const dtypeOf = (name: ValueName): DataType | undefined => graph.types.get(name)?.dtype;
  const operands = node.inputs.filter((name, i) => i !== index && (computed.has(name) || kernel.readsConstants));
  const results =
    writes === 'bool' ? [] : node.outputs.filter((name) => writes === undefined || dtypeOf(name) !== writes);
  const read = [...operands, ...results].flatMap((name) => (name === '' ? [] : (dtypeOf(name) ?? [])));
  const missing = read.find((dtype) => !kernel.operands.includes(dtype));
  return missing === undefined ? undefined : `no kernel for ${missing}`;
}
