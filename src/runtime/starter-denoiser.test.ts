import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../engine/onnx/read-model.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { OBJECTIVE_OUTPUT } from '../engine/passes/attach-objective.ts';
import { differentiate } from '../engine/passes/differentiate.ts';
import { runPasses } from '../engine/compiler/pipeline.ts';
import { checkDenoiser, type DenoiserCheckFiles, type DenoiserCheckReport } from '../../test/check-denoiser.ts';
import { readReferenceFixture } from '../../test/reference-fixture.ts';

const STARTER = new URL('../../public/models/starter/unet/', import.meta.url);
const FIXTURES = new URL('../../test/fixtures/', import.meta.url);

async function readFiles(): Promise<DenoiserCheckFiles> {
  const bytes = async (folder: URL, name: string) => new Uint8Array(await readFile(new URL(name, folder)));
  return {
    model: await bytes(STARTER, 'model.onnx'),
    weights: await bytes(STARTER, 'model.onnx_data'),
    fixtureJson: await readFile(new URL('starter-reference.json', FIXTURES), 'utf8'),
    fixtureValues: await bytes(FIXTURES, 'starter-reference.bin'),
  };
}

const SESSION_OPTIONS = { intraOpNumThreads: 2, graphOptimizationLevel: 'all' } as const;

describe('the compiled starter on onnxruntime-node', () => {
  let files: DenoiserCheckFiles;
  let report: DenoiserCheckReport;

  beforeAll(async () => {
    files = await readFiles();
    report = await checkDenoiser(files, { ort, sessionOptions: SESSION_OPTIONS });
  }, 600_000);

  it('predicts the noise that PyTorch predicts', () => {
    expect(report.plain.map(({ timestep }) => timestep)).toEqual([999, 759, 499, 259]);
    for (const { max } of report.plain) expect(max).toBeLessThan(1e-5);
  });

  it('computes the objective and the gradient that autograd computes', () => {
    expect(report.gradient).toHaveLength(8);
    for (const { noiseMax, objective, gradientNorm } of report.gradient) {
      expect(noiseMax).toBeLessThan(1e-5);
      expect(objective).toBeLessThan(1e-5);
      expect(gradientNorm).toBeLessThan(1e-4);
    }
  });

  it('has a gradient that agrees with finite differences', () => {
    for (const { finiteDifference } of report.gradient) expect(finiteDifference).toBeLessThan(1e-2);
  });

  it('leaves both rows alone when every gate is off', () => {
    expect(report.gatesOff.max).toBeLessThan(1e-5);
  });

  it('controls attention as a PyTorch attention processor does', () => {
    expect(report.controlled.map(({ name }) => name)).toEqual(['swap', 'refine', 'dense']);
    for (const { noiseMax, mapsMax } of report.controlled) {
      expect(noiseMax).toBeLessThan(1e-4);
      expect(mapsMax).toBeLessThan(1e-4);
    }
  });

  it('finds every attention site and costs at most about two forwards', () => {
    const { attention, flops, peakBytes } = report.signature.report;
    expect(attention).toEqual({ self: 7, cross: 7 });
    expect(flops.backward / flops.forward).toBeLessThan(1.2);
    // Small enough to keep every activation.
    expect(peakBytes.shipped).toBe(peakBytes.plain);
  });

  it('differentiates by the text embedding as autograd does', async () => {
    const fixture = await readReferenceFixture(files.fixtureJson, files.fixtureValues, files.weights);
    const item = fixture.gradient.findLast(({ name }) => name === 'squared');
    if (item === undefined) throw new Error('starter-reference.json has no case squared');
    const objective = runPasses(
      readModel(files.model),
      ['bind-shapes', 'infer-shapes', 'normalize-inputs', 'simplify', 'attach-objective'],
      { latent: { height: 32, width: 32 }, tokens: 32, batch: 1 },
    );
    const wrt = [{ value: 'encoder_hidden_states', output: 'text_gradient' }];
    const graph = differentiate(objective, { objective: OBJECTIVE_OUTPUT, wrt });
    const session = await ort.InferenceSession.create(writeModel(graph), {
      ...SESSION_OPTIONS,
      externalData: [{ path: 'model.onnx_data', data: files.weights }],
    });
    const feed = (name: string, shape: readonly number[], count?: number) =>
      new ort.Tensor('float32', fixture.tensor(name).data.slice(0, count), shape);
    const scalars = { timestep: item.timestep, ...item.coefficients };
    const { text_gradient: found } = await session.run({
      sample: feed(`${item.inputs}/sample`, [1, 4, 32, 32]),
      previous: feed(`${item.inputs}/previous`, [1, 4, 32, 32]),
      encoder_hidden_states: feed('hidden_states', [1, 32, 128], 32 * 128),
      timestep_cond: feed('timestep_cond', [1, 256], 256),
      ...Object.fromEntries(
        Object.entries(scalars).map(([name, value]) => [name, new ort.Tensor('float32', [value], [1])]),
      ),
    });
    const expected = fixture.tensor('text_gradient').data;
    const difference = Array.from(expected, (value, i) => value - Number(found?.data[i]));
    expect(Math.hypot(...difference) / Math.hypot(...expected)).toBeLessThan(1e-4);
  }, 300_000);
});
