/** Runs a graph on onnxruntime-node (CPU, one thread): the ground truth of the compiler's tests. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodeElements, encodeElements } from '../../tensor/elements.ts';
import type { DataType, Shape } from '../../tensor/tensor.ts';
import type { Graph } from '../../graph/graph.ts';
import { writeModel } from '../write-model.ts';

export interface Value {
  readonly dtype: DataType;
  readonly shape: Shape;
  readonly numbers: ArrayLike<number>;
}

export interface Runner {
  run(feeds: Readonly<Record<string, Value>>): Promise<Record<string, Value>>;
  release(): Promise<void>;
}

type TypedArrayConstructor = new (buffer: ArrayBuffer) => Tensor.DataType;

const ARRAYS: Readonly<Partial<Record<DataType, TypedArrayConstructor>>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/**
 * `optimize` lets onnxruntime rewrite the graph, as it does in production; left out, it runs node by node as written.
 */
export async function loadGraph(graph: Graph, options: { readonly optimize?: boolean } = {}): Promise<Runner> {
  return loadModel(writeModel(graph), options);
}

export async function loadModel(
  model: Uint8Array | string,
  options: { readonly optimize?: boolean } = {},
): Promise<Runner> {
  const settings: InferenceSession.SessionOptions = {
    graphOptimizationLevel: options.optimize ? 'all' : 'disabled',
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  };
  const session =
    typeof model === 'string'
      ? await InferenceSession.create(model, settings)
      : await InferenceSession.create(model, settings);
  return {
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, value]) => [name, toTensor(value)] as const);
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, fromTensor(result)]));
    },
    release: () => session.release(),
  };
}

export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, Value>> = {},
  options: { readonly optimize?: boolean } = {},
): Promise<Record<string, Value>> {
  const runner = await loadGraph(graph, options);
  try {
    return await runner.run(feeds);
  } finally {
    await runner.release();
  }
}

function toTensor({ dtype, shape, numbers }: Value): Tensor {
  const bytes = encodeElements(dtype, numbers);
  const ArrayOfType = ARRAYS[dtype];
  if (ArrayOfType === undefined || dtype === 'bfloat16') throw new Error(`onnxruntime takes no ${dtype}`);
  // A fresh buffer from encodeElements is an ArrayBuffer of exactly these bytes.
  return new Tensor(dtype, new ArrayOfType(bytes.buffer as ArrayBuffer), shape);
}

function fromTensor(result: Tensor): Value {
  const { data } = result;
  if (!ArrayBuffer.isView(data)) throw new Error(`onnxruntime gave ${result.type}`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  // onnxruntime's names of the numeric types are ONNX's.
  const dtype = result.type as DataType;
  return { dtype, shape: result.dims, numbers: decodeElements(dtype, bytes) };
}
