import { afterAll, beforeAll, expect, it } from 'vitest';
import { int, ints } from '../../../src/engine/graph/attributes.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { narrowSourceValues } from '../../../src/engine/passes/narrow-source-values.ts';
import { renameValues } from '../../../src/engine/passes/rename-values.ts';
import { builderWith } from '../../../src/engine/passes/testing/graphs.ts';
import { tensor } from '../../../src/engine/tensor/tensor.ts';
import { openCapturedSession } from '../../../src/runtime/captured-session.ts';
import type { GpuMemory } from '../../../src/runtime/gpu-memory.ts';
import type { RuntimeHost } from '../../../src/runtime/runtime-host.ts';
import { createTaskQueue } from '../../../src/runtime/task-queue.ts';
import { createGpuMemory } from '../../inference/gpu-memory.ts';
import { loadWebgpuOrt } from '../../inference/load-webgpu-ort.ts';
import { requestGpuDevice } from '../../inference/request-gpu-device.ts';
import { installDryGpu, type DryGpu } from './dry-gpu.ts';

let gpu: DryGpu;
let device: GPUDevice;
let ort: Awaited<ReturnType<typeof loadWebgpuOrt>>;

beforeAll(async () => {
  gpu = installDryGpu();
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('Chromium has no WebGPU adapter');
  ort = await loadWebgpuOrt();
  device = await requestGpuDevice(adapter);
});
afterAll(() => device.destroy());

it('counts what a graph in float16 dispatches, which this adapter could not compute', async () => {
  const { InferenceSession, Tensor } = ort;
  const builder = builderWith({});
  const x = builder.addInput('x', { dtype: 'float16', shape: [2, 3] });
  const turned = builder.emit('Transpose', [x], { perm: ints([1, 0]) });
  const y = builder.emit('Add', [builder.emit('MatMul', [x, turned]), builder.emit('MatMul', [x, turned])]);
  const session = await InferenceSession.create(writeModel(builder.build({ outputs: [y] })), {
    executionProviders: [{ name: 'webgpu', device }],
    graphOptimizationLevel: 'disabled',
  });
  const feeds = { x: new Tensor('float16', new Uint16Array(6), [2, 3]) };
  expect(await gpu.count(() => session.run(feeds))).toEqual({ Transpose: 1, MatMulNaive: 2, Add: 1 });
  await session.release();
});

it('a recorded session leaves values in float16 on the card, another takes them from there, and they can be read', async () => {
  const host: RuntimeHost = {
    ort,
    sessionOptions: { executionProviders: [{ name: 'webgpu', device }] },
    nowSeconds: () => 0,
  };
  const { memory: watched, copied } = watch(createGpuMemory(device));
  let contents: Float32Array | null = null;
  const memory: GpuMemory = {
    ...watched,
    read: async (buffers) => {
      const read = await watched.read(buffers);
      return contents === null ? read : [contents];
    },
  };
  const queue = createTaskQueue();
  const open = (file: string, graph: Parameters<typeof narrowSourceValues>[0]) =>
    openCapturedSession(host, memory, queue, file, { model: writeModel(narrowSourceValues(graph)), externalData: [] });
  const builder = builderWith({ x: [1, 3] });
  const half = builder.emit('Neg', [builder.emit('Cast', ['x'], { to: int(10) })]);
  const wide = builder.emit('Cast', [half], { to: int(1) });
  const outputs = { [wide]: 'source_a', [builder.emit('Neg', ['x'])]: 'noise_pred' };
  const both = await open(
    'controlled',
    renameValues(builder.build({ outputs: Object.keys(outputs) }), new Map(Object.entries(outputs))),
  );
  const beside = builderWith({ source_a: [1, 3] });
  const taken = beside.emit('Neg', [beside.emit('Cast', ['source_a'], { to: int(10) })]);
  const sum = beside.emit('Cast', [taken], { to: int(1) });
  const target = await open('target', beside.build({ outputs: [sum] }));

  const x = tensor([1, 3], Float32Array.of(1, 2, 3));
  const { outputs: read, kept } = await both.runKeeping({ x }, ['noise_pred'], ['source_a']);
  expect(read['noise_pred']?.shape).toEqual([1, 3]);
  expect(kept?.['source_a']).toMatchObject({ value: { type: 'float16', dims: [1, 3] }, byteLength: 8 });
  expect((await target.run(kept ?? {}, [sum]))[sum]?.shape).toEqual([1, 3]);
  // Three numbers of two bytes, out of one session and into the other: WebGPU copies multiples of four bytes.
  expect(copied).toEqual([8, 8]);
  expect((await target.run({ source_a: x }, [sum]))[sum]?.shape).toEqual([1, 3]);
  // 1, 2 and -3.
  contents = new Float32Array(Uint16Array.of(0x3c00, 0x4000, 0xc200, 0).buffer);
  expect((await both.run({ x }, ['source_a']))['source_a']).toEqual(tensor([1, 3], Float32Array.of(1, 2, -3)));
  await both.release();
  await target.release();
});

/** The memory, and the bytes of every copy on the device. */
function watch(memory: GpuMemory): { readonly memory: GpuMemory; readonly copied: readonly number[] } {
  const copied: number[] = [];
  const copy: GpuMemory['copy'] = (copies) => {
    copied.push(...copies.map(({ byteLength }) => byteLength));
    memory.copy(copies);
  };
  return { memory: { ...memory, copy }, copied };
}
