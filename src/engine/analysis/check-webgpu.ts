import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { opKeyOf } from '../ops/find-op.ts';
import type { DataType } from '../tensor/tensor.ts';

/** A node that onnxruntime's WebGPU provider leaves to the CPU, which costs two copies between the processors at every run. */
export interface WebgpuFallback {
  /** With the domain in front unless it is ai.onnx. */
  readonly operator: string;
  readonly node: string;
  readonly reason: string;
}

const FLOAT = ['float32', 'float16'] as const;
const NUMBER = [...FLOAT, 'int32'] as const;
const ANY = [...NUMBER, 'bool'] as const;

/** Operators with a kernel in onnxruntime 1.30's WebGPU provider, by the element types of their operands. */
const KERNELS: ReadonlyMap<string, readonly DataType[]> = new Map<string, readonly DataType[]>([
  ...kernels(
    FLOAT,
    'Abs Neg Sqrt Exp Log Reciprocal Sin Cos Tanh Sigmoid Softplus Erf Relu LeakyRelu HardSigmoid Gelu Floor Ceil',
  ),
  ...kernels(
    FLOAT,
    'com.microsoft.Gelu com.microsoft.QuickGelu MatMul Gemm Einsum Conv ConvTranspose AveragePool GlobalAveragePool MaxPool',
  ),
  ...kernels(FLOAT, 'InstanceNormalization LayerNormalization Softmax ReduceL1 ReduceL2 ReduceSumSquare'),
  ...kernels(FLOAT, 'Resize Slice Trilu GatherElements GatherND ScatterElements ScatterND'),
  ...kernels(NUMBER, 'Add Sub Mul Div Pow Max Min Clip Equal Greater GreaterOrEqual Less LessOrEqual'),
  ...kernels(NUMBER, 'ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ArgMax CumSum'),
  ...kernels(NUMBER, 'Identity Squeeze Transpose Tile Concat Split Pad'),
  ...kernels(ANY, 'Where Reshape Flatten Unsqueeze Expand Gather Cast'),
  ...kernels(['bool'], 'And Not'),
]);

/** Operators that may write int64, which none but `Gather` (as an index) can read. */
const INT64_WRITERS: ReadonlySet<string> = new Set(['Cast', 'ArgMax']);

/** Position of an index operand, whose element type is free. */
const INDEX_OPERANDS: Readonly<Record<string, number>> = {
  Gather: 1,
  GatherElements: 1,
  GatherND: 1,
  ScatterElements: 1,
  ScatterND: 1,
};

/**
 * All nodes without a WebGPU kernel. Nodes that depend on no input are no fallbacks: the runtime computes them once, when it
 * loads the graph. Needs static types.
 */
export function findWebgpuFallbacks(graph: Graph): readonly WebgpuFallback[] {
  const computed = descendantsOf(
    graph,
    graph.inputs.map(({ name }) => name),
  );
  return graph.nodes.flatMap((node) => {
    if (!node.outputs.some((name) => computed.has(name))) return [];
    const reason = reasonOf(graph, node, computed);
    return reason === undefined ? [] : [{ operator: opKeyOf(node), node: node.name, reason }];
  });
}

function reasonOf(graph: Graph, node: Node, computed: ReadonlySet<ValueName>): string | undefined {
  const key = opKeyOf(node);
  const known = KERNELS.get(key);
  if (known === undefined) return 'no kernel';
  const dtypeOf = (name: ValueName): DataType | undefined => graph.types.get(name)?.dtype;
  // Shapes, axes and the like are constants of int64, read when the graph is loaded; the exponent alone is an operand.
  const operands = node.inputs.filter((name, i) => i !== INDEX_OPERANDS[key] && (computed.has(name) || key === 'Pow'));
  const results = node.outputs.filter((name) => !(INT64_WRITERS.has(node.op) && dtypeOf(name) === 'int64'));
  const read = [...operands, ...(writesBool(key) ? [] : results)].flatMap((name) =>
    name === '' ? [] : (dtypeOf(name) ?? []),
  );
  const missing = read.find((dtype) => !known.includes(dtype));
  return missing === undefined ? undefined : `no kernel for ${missing}`;
}

/** Comparisons read numbers and write booleans. */
function writesBool(key: string): boolean {
  return ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'].includes(key);
}

function kernels(dtypes: readonly DataType[], operators: string): (readonly [string, readonly DataType[]])[] {
  return operators.split(' ').map((operator) => [operator, dtypes] as const);
}
