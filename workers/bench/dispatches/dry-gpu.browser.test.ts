import { expect, it } from 'vitest';
import { ints } from '../../../src/engine/graph/attributes.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { builderWith } from '../../../src/engine/passes/testing/graphs.ts';
import { loadWebgpuOrt } from '../../inference/load-webgpu-ort.ts';
import { requestGpuDevice } from '../../inference/request-gpu-device.ts';
import { installDryGpu } from './dry-gpu.ts';

it('counts what a graph in float16 dispatches, which this adapter could not compute', async () => {
  const gpu = installDryGpu();
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('Chromium has no WebGPU adapter');
  const { InferenceSession, Tensor } = await loadWebgpuOrt();
  const device = await requestGpuDevice(adapter);
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
  device.destroy();
});
