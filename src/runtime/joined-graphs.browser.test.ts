import { expect, it } from 'vitest';
import { createRandomGenerator, gaussianTensor } from '../engine/diffusion/random.ts';
import { compileDenoiser } from '../engine/compiler/compile-denoiser.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { createDenoiser } from './denoiser.ts';
import { openJoinedGraphs } from './joined-graphs.ts';
import { createTaskQueue } from './task-queue.ts';
import type { RuntimeHost } from './runtime-host.ts';
import { openSession } from './session.ts';

const GRAPHS = ['forward', 'gradient', 'controlled'] as const;

/** A device, and the bytes of its buffers that were made and not destroyed. */
async function requestCountedDevice(): Promise<{ readonly device: GPUDevice; readonly bytes: () => number }> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('Chromium has no WebGPU adapter');
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  const alive = new Map<GPUBuffer, number>();
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    // Buffers for transfers are dropped, not destroyed.
    if ((descriptor.usage & GPUBufferUsage.STORAGE) !== 0) alive.set(buffer, descriptor.size);
    buffer.destroy = () => {
      alive.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  return { device, bytes: () => [...alive.values()].reduce((sum, size) => sum + size, 0) };
}

async function bytesOf(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

function distance(a: Tensor, b: Tensor): number {
  const difference = a.data.map((value, index) => value - (b.data[index] ?? Number.NaN));
  return Math.hypot(...difference) / Math.hypot(...b.data);
}

it('keeps one copy of the weights on the device, and computes what separate sessions compute in WASM', async () => {
  const model = await bytesOf('/models/starter/unet/model.onnx');
  const externalData = [{ path: 'model.onnx_data', data: await bytesOf('/models/starter/unet/model.onnx_data') }];
  // Turned copies for the gradient are a choice of its own, which small models make.
  const compiled = compileDenoiser({
    model,
    latent: { height: 32, width: 32 },
    tokens: 32,
    convolutionGradient: 'conv-transpose',
  });
  const graph = async (name: (typeof GRAPHS)[number]) => ({ model: compiled[name], externalData });

  async function compute(host: RuntimeHost, isJoined: boolean, bytes: () => number) {
    const queue = createTaskQueue();
    const openJoined = openJoinedGraphs({ graph }, (model_) => openSession(host, queue, 'joined', model_));
    const denoiser = createDenoiser(compiled.signature, async (name) =>
      isJoined ? openJoined(name) : openSession(host, queue, name, await graph(name)),
    );
    await denoiser.prepare(GRAPHS);
    const loadedBytes = bytes();
    const random = createRandomGenerator(3);
    const { latentShape, tokens } = denoiser;
    const text = { hiddenStates: gaussianTensor([1, tokens, 128], random), guidance: 1.5 };
    const sample = gaussianTensor(latentShape, random);
    const rows = gaussianTensor([2, ...latentShape.slice(1)], random);
    const ones = tensor([tokens], new Float32Array(tokens).fill(1));
    const wordMap = gaussianTensor([tokens, tokens], random);
    const control = { wordMap, wordAlpha: ones, equalizer: ones, crossGate: ones, selfGate: 1 };
    const coefficients = { drift: 1, noise: 0.1, l1: 1, l2: 0.5, prior: 0.1, priorMean: 1 };
    const { gradient } = await denoiser.gradient(sample, sample, 499, text, coefficients);
    const controlled = await denoiser.controlled(rows, 499, [text, text], control);
    const noise = await denoiser.predict(sample, 499, text);
    return { loadedBytes, noise, gradient, controlled: controlled.noise };
  }

  const nowSeconds = (): number => performance.now() / 1000;
  const { device, bytes } = await requestCountedDevice();
  const onDevice = [{ name: 'webgpu', device }] as const;
  const gpu = { ort: await import('onnxruntime-web/webgpu'), sessionOptions: { executionProviders: onDevice } };
  const joined = await compute({ ...gpu, nowSeconds }, true, bytes);
  device.destroy();
  const cpu = { ort: await import('onnxruntime-web/wasm'), sessionOptions: { executionProviders: ['wasm'] } };
  const separate = await compute({ ...cpu, nowSeconds }, false, () => 0);
  // The file has them in float16, the sessions compute in float32.
  const weightBytes = 2 * compiled.signature.report.weightBytes;
  expect(joined.loadedBytes).toBeLessThan(1.05 * weightBytes);
  expect(distance(joined.noise, separate.noise)).toBeLessThan(1e-4);
  expect(distance(joined.gradient, separate.gradient)).toBeLessThan(1e-4);
  expect(distance(joined.controlled, separate.controlled)).toBeLessThan(1e-4);
}, 1_800_000);
