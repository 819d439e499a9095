import { writeModel } from '../src/engine/onnx/write-model.ts';
import { tensor, type Tensor } from '../src/engine/tensor/tensor.ts';
import type { PackManifest } from '../src/protocol/pack-manifest.ts';
import { adaptModel } from '../src/runtime/adapt-model.ts';
import { readModelBytes, type PackModel } from '../src/runtime/model-bytes.ts';
import type { PackReader } from '../src/packs/pack-reader.ts';
import { createTaskQueue } from '../src/runtime/task-queue.ts';
import type { RuntimeHost } from '../src/runtime/runtime-host.ts';
import { openSession } from '../src/runtime/session.ts';
import { GRAPH_FILE, PACK_FOLDERS, UNET_GRAPH } from '../src/packs/pack-layout.ts';

const ROWS = 20_000;
const COLUMNS = 1024;

/** A single file of 78 MiB: y = x W, where row r of W holds r / 20000. */
export function writeLargeModel(): Uint8Array {
  const numbers = new Float32Array(ROWS * COLUMNS);
  for (let row = 0; row < ROWS; row++) numbers.fill(row / ROWS, row * COLUMNS, (row + 1) * COLUMNS);
  const type = { dtype: 'float32', shape: [ROWS, COLUMNS] } as const;
  return writeModel({
    name: 'large',
    opsets: { '': 17 },
    inputs: [{ name: 'x', type: { dtype: 'float32', shape: [1, ROWS] } }],
    outputs: [{ name: 'y', type: { dtype: 'float32', shape: [1, COLUMNS] } }],
    constants: new Map([['w', { kind: 'inline', type, bytes: new Uint8Array(numbers.buffer) }]]),
    nodes: [{ op: 'MatMul', domain: '', name: 'product', inputs: ['x', 'w'], outputs: ['y'], attributes: {} }],
    types: new Map(),
  });
}

/** The same, y = x W + b, with W in a file beside it, `model.onnx_data`, and b (ones) inside. */
export function writeSplitModel(): { readonly model: Uint8Array; readonly weights: Uint8Array } {
  const numbers = new Float32Array(ROWS * COLUMNS);
  for (let row = 0; row < ROWS; row++) numbers.fill(row / ROWS, row * COLUMNS, (row + 1) * COLUMNS);
  const weights = new Uint8Array(numbers.buffer);
  const type = { dtype: 'float32', shape: [ROWS, COLUMNS] } as const;
  const bias = { dtype: 'float32', shape: [COLUMNS] } as const;
  const model = writeModel({
    name: 'split',
    opsets: { '': 17 },
    inputs: [{ name: 'x', type: { dtype: 'float32', shape: [1, ROWS] } }],
    outputs: [{ name: 'y', type: { dtype: 'float32', shape: [1, COLUMNS] } }],
    constants: new Map([
      ['w', { kind: 'external', type, location: `${GRAPH_FILE}_data`, offset: 0, length: weights.length }],
      ['b', { kind: 'inline', type: bias, bytes: new Uint8Array(new Float32Array(COLUMNS).fill(1).buffer) }],
    ]),
    nodes: [
      { op: 'MatMul', domain: '', name: 'product', inputs: ['x', 'w'], outputs: ['p'], attributes: {} },
      { op: 'Add', domain: '', name: 'sum', inputs: ['p', 'b'], outputs: ['y'], attributes: {} },
    ],
    types: new Map(),
  });
  return { model, weights };
}

/** A manifest that lists the file as `unet/model.onnx`. */
export function listLargeModel(manifest: PackManifest, sizeBytes: number): PackManifest {
  return { ...manifest, files: [{ path: UNET_GRAPH, sizeBytes, sha256: 'not looked at' }] };
}

/** Opens the file as a pack's UNet and runs it; every element of y should be 0.25 + 2 * 0.75. */
export async function runLargeModel(
  host: RuntimeHost,
  reader: PackReader,
  manifest: PackManifest,
): Promise<{ readonly bytes: PackModel; readonly y: Tensor | undefined }> {
  const bytes = await readModelBytes(host, reader, manifest, PACK_FOLDERS.unet);
  const adapted = adaptModel(UNET_GRAPH, bytes, (graph) => graph);
  const session = await openSession(host, createTaskQueue(), UNET_GRAPH, adapted);
  const x = new Float32Array(ROWS);
  x[5000] = 1;
  x[15_000] = 2;
  const { y } = await session.run({ x: tensor([1, ROWS], x) }, ['y']);
  await session.release();
  return { bytes, y };
}

/** The file in a Blob. */
export function createBlobReader(file: Uint8Array<ArrayBuffer>): PackReader {
  const blob = new Blob([file]);
  return {
    read: async () => file,
    open: async () => ({
      size: blob.size,
      data: async () => blob,
      read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    }),
  };
}
