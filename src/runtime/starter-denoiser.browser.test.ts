import { describe, expect, it } from 'vitest';
import { compileDenoiser } from '../engine/compiler/compile-denoiser.ts';
import { fuseGraphForWebgpu } from '../engine/compiler/fuse-for-webgpu.ts';
import { readModel } from '../engine/onnx/read-model.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { inferShapes } from '../engine/passes/infer-shapes.ts';
import { randomFeeds } from '../engine/passes/testing/graphs.ts';
import { tensor } from '../engine/tensor/tensor.ts';
import {
  checkDenoiser,
  maxError,
  type DenoiserCheckFiles,
  type DenoiserCheckReport,
} from '../../test/check-denoiser.ts';
import type { OrtModule } from './ort-module.ts';
import { openSession } from './session.ts';
import { createTaskQueue } from './task-queue.ts';

async function bytes(path: string): Promise<Uint8Array> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function readFiles(): Promise<DenoiserCheckFiles> {
  return {
    model: await bytes('/models/starter/unet/model.onnx'),
    weights: await bytes('/models/starter/unet/model.onnx_data'),
    fixtureJson: new TextDecoder().decode(await bytes('/test/fixtures/starter-reference.json')),
    fixtureValues: await bytes('/test/fixtures/starter-reference.bin'),
  };
}

function expectAgreement(report: DenoiserCheckReport, noiseTolerance: number): void {
  for (const { max } of report.plain) expect(max).toBeLessThan(noiseTolerance);
  for (const { noiseMax, objective, gradientNorm, finiteDifference } of report.gradient) {
    expect(noiseMax).toBeLessThan(noiseTolerance);
    expect(objective).toBeLessThan(1e-5);
    expect(gradientNorm).toBeLessThan(1e-4);
    expect(finiteDifference).toBeLessThan(1e-2);
  }
  expect(report.gatesOff.max).toBeLessThan(1e-5);
  for (const { noiseMax, mapsMax } of report.controlled) {
    expect(noiseMax).toBeLessThan(1e-4);
    expect(mapsMax).toBeLessThan(1e-4);
  }
}

describe('the compiled starter in the browser', () => {
  it('agrees with PyTorch on WebAssembly', async () => {
    const ort = await import('onnxruntime-web/wasm');
    const report = await checkDenoiser(await readFiles(), {
      ort,
      sessionOptions: { executionProviders: ['wasm'], graphOptimizationLevel: 'all' },
    });
    expect(report.gradient).toHaveLength(8);
    expect(report.controlled).toHaveLength(3);
    expectAgreement(report, 1e-5);
  }, 900_000);

  // The software adapter is slow, and half of its time goes into shaders: smaller latents than the starter's take the same ones.
  it.each([
    ['forward', 16, 1e-4],
    ['gradient', 8, 1e-3],
    ['controlled', 16, 1e-4],
  ] as const)(
    'predicts by its %s graph on WebGPU what WebAssembly predicts, latents of %i',
    async (name, side, most) => {
      const { model, weights } = await readFiles();
      const compiled = compileDenoiser({ model, latent: { height: side, width: side }, tokens: 32 });
      const graph = compiled[name];
      const outputs = readModel(graph).outputs.map(({ name: output }) => output);
      const random = Object.entries(randomFeeds(inferShapes(readModel(graph)))).map(
        ([input, { shape, numbers }]) => [input, tensor(shape, Float32Array.from(numbers))] as const,
      );
      const feeds = { ...Object.fromEntries(random), timestep: tensor([1], Float32Array.of(499)) };
      const predict = async (ort: OrtModule, provider: 'wasm' | 'webgpu', rewritten: Uint8Array) => {
        const sessionOptions = { executionProviders: [provider], graphOptimizationLevel: 'all' } as const;
        const host = { ort, sessionOptions, nowSeconds: () => performance.now() / 1000 };
        const externalData = compiled.signature.externalData.map((path) => ({ path, data: weights }));
        const session = await openSession(host, createTaskQueue(), name, { model: rewritten, externalData });
        return session.run(feeds, outputs).finally(() => session.release());
      };
      const onWasm = await predict(await import('onnxruntime-web/wasm'), 'wasm', graph);
      const fused = writeModel(fuseGraphForWebgpu(readModel(graph)));
      const onWebGpu = await predict(await import('onnxruntime-web/webgpu'), 'webgpu', fused);
      // WGSL allows exp, sin and division more rounding than IEEE arithmetic: about 2e-5 is seen.
      for (const [output, expected] of Object.entries(onWasm)) {
        expect([output, maxError(onWebGpu[output], expected) < most]).toEqual([output, true]);
      }
    },
    900_000,
  );
});
