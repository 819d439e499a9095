import * as ort from 'onnxruntime-node';
import { compileDenoiser } from '../../../src/engine/compiler/compile-denoiser.ts';
import { readModel } from '../../../src/engine/onnx/read-model.ts';
import { loadModel, type Value } from '../../../src/engine/onnx/testing/run-graph.ts';
import { seededRandom } from '../../../src/engine/ops/testing/seeded-random.ts';
import { sizeOf, tensor, type DataType, type Tensor } from '../../../src/engine/tensor/tensor.ts';
import { openSession, type Session } from '../../../src/runtime/session.ts';
import { createTaskQueue } from '../../../src/runtime/task-queue.ts';
import { READ, require } from '../fuzz-target.ts';

const LATENT = { height: 16, width: 8 };
const TOKENS = 5;
const TIMESTEP = 499;
/** Relative to the largest number: float16 keeps eleven bits, and sums lose some. */
const MOST_ERROR = 0.02;

type Shapes = Readonly<Record<string, readonly number[]>>;

const host = {
  ort,
  sessionOptions: { intraOpNumThreads: 1, graphOptimizationLevel: 'basic', logSeverityLevel: 4 },
  nowSeconds: () => performance.now() / 1000,
} as const;

/** Throws a GraphError for a model that cannot be compiled, and a WrongAnswer if it predicts other noise than onnxruntime by the model itself. */
export async function compareWithOnnxruntime(model: Uint8Array): Promise<string> {
  const { forward, signature } = compileDenoiser({ model, latent: LATENT, tokens: TOKENS });
  const shapes: Shapes = {
    sample: [1, ...signature.latent],
    timestep: [1],
    encoder_hidden_states: [1, signature.tokens, signature.textWidth],
  };
  const expected = await runOriginal(model, shapes);
  // What onnxruntime itself refuses, or has no finite answer to, proves nothing.
  if (expected === null) return 'refused by onnxruntime';
  const externalData = signature.externalData.map((path) => ({ path, data: model }));
  const session = await openSession(host, createTaskQueue(), 'forward', { model: forward, externalData });
  const found = await predict(session, shapes).finally(() => session.release());
  require(found.length === expected.length, 'another number of numbers');
  const size = Math.max(1e-3, ...Array.from(expected, Math.abs));
  const error = Math.max(...Array.from(expected, (number, i) => Math.abs(number - (found[i] ?? Number.NaN)))) / size;
  require(error < MOST_ERROR, 'predicts other noise than onnxruntime');
  return READ;
}

async function runOriginal(model: Uint8Array, shapes: Shapes): Promise<ArrayLike<number> | null> {
  const { inputs, outputs } = readModel(model);
  const feeds = inputs.map(({ name, type }) => {
    const value = feedOf(name, type.dtype, shapes);
    // A timestep may be a scalar.
    return [name, type.shape?.length === 0 ? { ...value, shape: [] } : value] as const;
  });
  try {
    const runner = await loadModel(model);
    const results = await runner.run(Object.fromEntries(feeds)).finally(() => runner.release());
    const noise = results[outputs[0]?.name ?? ''];
    return noise !== undefined && Array.from(noise.numbers).every(Number.isFinite) ? noise.numbers : null;
  } catch {
    return null;
  }
}

async function predict(session: Session, shapes: Shapes): Promise<Float32Array> {
  const feeds = Object.keys(shapes).map((name) => {
    const { shape, numbers } = feedOf(name, 'float32', shapes);
    return [name, tensor(shape, Float32Array.from(numbers))] as readonly [string, Tensor];
  });
  const { noise_pred: noise } = await session.run(Object.fromEntries(feeds), ['noise_pred']);
  return noise?.data ?? new Float32Array();
}

/** The same numbers for every model; float16 holds them exactly. */
function feedOf(name: string, dtype: DataType, shapes: Shapes): Value {
  const shape = shapes[name] ?? [1];
  const random = seededRandom(name.length);
  const numbers = Array.from({ length: sizeOf(shape) }, () =>
    name === 'timestep' ? TIMESTEP : Math.round(1024 * (2 * random() - 1)) / 1024,
  );
  return { dtype, shape, numbers };
}
