import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../onnx/read-model.ts';
import { loadModel, type Value } from '../onnx/testing/run-graph.ts';
import { seededRandom } from '../ops/testing/seeded-random.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { compileDenoiser } from './compile-denoiser.ts';
import type { CompiledDenoiser } from './denoiser-signature.ts';

const GRAPHS = ['forward', 'gradient', 'controlled'] as const;

const folder = mkdtempSync(join(tmpdir(), 'optimised-unet-'));
afterAll(() => rmSync(folder, { recursive: true }));

function compile(name: string): CompiledDenoiser {
  const file = fileURLToPath(new URL(`../../../test/fixtures/optimised/${name}.onnx`, import.meta.url));
  copyFileSync(file, join(folder, `${name}.onnx`));
  const compiled = compileDenoiser({
    model: readFileSync(file),
    fileName: `${name}.onnx`,
    latent: { height: 6, width: 4 },
    tokens: 3,
  });
  for (const graph of GRAPHS) writeFileSync(join(folder, `${name}-${graph}.onnx`), compiled[graph]);
  return compiled;
}

/** The same for every file: the compiled graphs have the same inputs. */
function feedsOf(model: Uint8Array, timestep: number): Record<string, Value> {
  const random = seededRandom(5);
  const fixed: Readonly<Record<string, number>> = { timestep, prior: 0.1 };
  return Object.fromEntries(
    readModel(model).inputs.map(({ name, type }) => {
      const shape = (type.shape ?? []).map(Number);
      const numbers = Array.from({ length: sizeOf(shape) }, () => fixed[name] ?? 2 * random() - 1);
      return [name, { dtype: type.dtype, shape, numbers }];
    }),
  );
}

async function run(name: string, graph: string, feeds: Record<string, Value>): Promise<Record<string, Value>> {
  const runner = await loadModel(join(folder, `${name}-${graph}.onnx`));
  try {
    return await runner.run(feeds);
  } finally {
    await runner.release();
  }
}

const plain = compile('unet-plain');

// The file in float16 computes the timestep's embedding in float16 too, of which little is left at a large timestep.
describe.each([
  { name: 'unet-packed', timestep: 499, tolerance: 1e-5 },
  { name: 'unet-apart', timestep: 499, tolerance: 1e-5 },
  { name: 'unet-half', timestep: 3, tolerance: 2e-2 },
])('$name, a UNet that onnxruntime has optimised', ({ name, timestep, tolerance }) => {
  const optimised = compile(name);

  it('has the attention sites of the file before, by the same names', () => {
    expect(optimised.signature.attention).toEqual(plain.signature.attention);
  });

  it.each(GRAPHS)('computes the same %s outputs as the file before', async (graph) => {
    const feeds = feedsOf(plain[graph], timestep);
    expect(Object.keys(feedsOf(optimised[graph], timestep))).toEqual(Object.keys(feeds));
    const wanted = await run('unet-plain', graph, feeds);
    const found = await run(name, graph, feeds);
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const [output, { numbers }] of Object.entries(wanted)) {
      const size = Math.max(...Array.from(numbers, Math.abs));
      const error = Math.max(
        ...Array.from(numbers, (number, i) => Math.abs(number - (found[output]?.numbers[i] ?? NaN))),
      );
      expect({ output, isClose: error / size < tolerance }).toEqual({ output, isClose: true });
    }
  });

  it('holds nothing that a WebGPU session would run on the CPU', () => {
    expect(optimised.signature.report.webgpuFallbacks).toEqual([]);
  });
});

it('needs nothing of the CPU for the plain file either', () => {
  expect(plain.signature.report.webgpuFallbacks).toEqual([]);
});
