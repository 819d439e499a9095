import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { decodeElements, encodeElements } from '../../src/engine/tensor/elements.ts';
import { tensor, type DataType, type Tensor } from '../../src/engine/tensor/tensor.ts';

/** An exporter's file on onnxruntime, fed in float32: values are cast and repeated as the file declares its inputs. */
export interface OriginalSession {
  /** The first output. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Tensor>;
  release(): Promise<void>;
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
} as const satisfies Partial<Record<DataType, unknown>>;

/** Throws what onnxruntime throws when it has no kernel for an operator of the file. */
export async function openOriginalSession(file: Uint8Array): Promise<OriginalSession> {
  const { inputs } = readModel(file);
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  return {
    async run(feeds) {
      const tensors = inputs.map((input) => [input.name, toOrt(input, feeds)] as const);
      const [result] = Object.values(await session.run(Object.fromEntries(tensors)));
      if (result === undefined) throw new RangeError('the original UNet has no output');
      return toTensor(result);
    },
    release: () => session.release(),
  };
}

function toOrt({ name, type }: Graph['inputs'][number], feeds: Readonly<Record<string, Tensor>>): OrtTensor {
  const value = feeds[name];
  if (value === undefined) throw new RangeError(`nothing to feed the original's input ${name} with`);
  if (!(type.dtype in ARRAYS)) throw new RangeError(`the original's input ${name} is ${type.dtype}`);
  // Checked above.
  const dtype = type.dtype as keyof typeof ARRAYS;
  // A scalar timestep has no dimension, or one for each row.
  const shape = type.shape?.length === 0 ? [] : value.shape;
  const bytes = encodeElements(dtype, value.data);
  // A fresh buffer from encodeElements holds exactly these bytes.
  return new OrtTensor(dtype, new ARRAYS[dtype](bytes.buffer as ArrayBuffer), shape);
}

function toTensor(result: OrtTensor): Tensor {
  const { data } = result;
  if (!ArrayBuffer.isView(data)) throw new RangeError(`onnxruntime gave ${result.type}`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  // onnxruntime's names of the numeric types are ONNX's.
  return tensor(result.dims, Float32Array.from(decodeElements(result.type as DataType, bytes)));
}
