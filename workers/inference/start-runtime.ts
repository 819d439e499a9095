import { writeModel } from '../../src/engine/onnx/write-model.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import type { OrtModule } from '../../src/runtime/ort-module.ts';

const FLAG = { dtype: 'float32', shape: [1] } as const;

/** y = x. */
const IDENTITY: Graph = {
  name: 'identity',
  opsets: { '': 17 },
  inputs: [{ name: 'x', type: FLAG }],
  outputs: [{ name: 'y', type: FLAG }],
  constants: new Map(),
  nodes: [{ op: 'Identity', domain: '', name: 'identity', inputs: ['x'], outputs: ['y'], attributes: {} }],
  types: new Map(),
};

/**
 * Has onnxruntime-web fetch and compile its WASM now, which it does for its first session, while the pack's files are still
 * loading. A failure is reported when that session is created.
 */
export async function startRuntime({ InferenceSession }: OrtModule): Promise<void> {
  const session = await InferenceSession.create(writeModel(IDENTITY), { executionProviders: ['wasm'] });
  await session.release();
}
