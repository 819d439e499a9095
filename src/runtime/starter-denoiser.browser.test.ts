import { describe, expect, it } from 'vitest';
import { fuseGraphForWebgpu } from '../engine/compiler/fuse-for-webgpu.ts';
import { readModel } from '../engine/onnx/read-model.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { checkDenoiser, type DenoiserCheckFiles, type DenoiserCheckReport } from '../../test/check-denoiser.ts';

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

  // The software adapter is slow: one timestep and one control case carry the proof there.
  it('agrees with PyTorch on WebGPU', async () => {
    const ort = await import('onnxruntime-web/webgpu');
    const report = await checkDenoiser(await readFiles(), {
      ort,
      rewrite: (model) => writeModel(fuseGraphForWebgpu(readModel(model))),
      sessionOptions: { executionProviders: ['webgpu'], graphOptimizationLevel: 'all' },
      timesteps: [499],
      objectives: ['rnri'],
      controls: ['dense'],
      finiteDifferences: false,
    });
    expect(report.gradient).toHaveLength(1);
    expect(report.controlled).toHaveLength(1);
    // WGSL allows exp, sin and division more rounding than IEEE arithmetic: about 2e-5 is seen.
    expectAgreement(report, 1e-4);
  }, 1_800_000);
});
