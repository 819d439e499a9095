/**
 * Whether onnxruntime runs every node of the compiled graphs on the graphics card, by its own verdict: it records no graph otherwise.
 * A float16 graph on an adapter without float16 fails, but only after that verdict. All cases of bench/topologies: `npm run bench -- partition`.
 */
import { beforeAll, expect, it } from 'vitest';
import { int, ints } from '../../src/engine/graph/attributes.ts';
import { findWebgpuFallbacks } from '../../src/engine/analysis/check-webgpu.ts';
import { fuseGraphForWebgpu } from '../../src/engine/compiler/fuse-for-webgpu.ts';
import { compileVariants } from '../../src/engine/compiler/graph-variants.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { externaliseWeights } from '../../src/engine/passes/externalise-weights.ts';
import { splitHostPart } from '../../src/engine/passes/split-host-part.ts';
import { builderWith, externalWeight, inlineWeights } from '../../src/engine/passes/testing/graphs.ts';
import type { OrtModule } from '../../src/runtime/ort-module.ts';
import { loadWebgpuOrt } from '../../workers/inference/load-webgpu-ort.ts';

const FILE = 'model.onnx';

/** Functions that give an address; as data, because the server would unpack files packed with gzip. */
const COMMITTED = import.meta.glob<string>('/test/fixtures/{topologies,optimised}/**/*.onnx*', {
  query: '?url&inline',
  import: 'default',
});

/** What `npm test` has time for: both precisions, as exported and after onnxruntime's optimizer. */
const USUAL = ['sdxs/dynamo-18-half.', 'sdxs/optimum-17-optimized.', 'optimised/unet-half.'];
const CASES = Object.keys(COMMITTED).filter((path) => USUAL.some((part) => path.includes(part)));

let ort: OrtModule;
beforeAll(async () => {
  ort = await loadWebgpuOrt();
});

it.each(CASES)(
  '%s: no node of its graphs is left to the CPU',
  async (path) => {
    const model = await fetchBytes(path);
    const sizes = path.includes('optimised/') ? { latent: { height: 6, width: 4 }, tokens: 3 } : await readSizes(path);
    const read = externaliseWeights(readModel(model), model, FILE);
    const graphs = compileVariants(read, sizes);
    const verdicts: Record<string, unknown> = {};
    for (const [name, compiled] of Object.entries(graphs)) {
      const { graph } = splitHostPart(fuseGraphForWebgpu(compiled));
      verdicts[name] = [findWebgpuFallbacks(graph), await isOnCard(writeModel(graph), model)];
    }
    expect(verdicts).toEqual(Object.fromEntries(Object.keys(graphs).map((name) => [name, [[], true]])));
  },
  300_000,
);

it.each([
  ['with an axis is turned with the convolutions around it, on the CPU', [1], false],
  ['without axes is not turned', [], true],
] as const)('a condition %s', async (_, shape, expected) => {
  const builder = builderWith({ x: [1, 4, 8, 8], c: shape });
  const convolve = (x: string, name: string) =>
    builder.emit('Conv', [x, externalWeight(builder, name, [4, 4, 3, 3])], { pads: ints([1, 1, 1, 1]), group: int(1) });
  const x = convolve('x', 'first');
  const chosen = builder.emit('Where', [builder.emit('Greater', ['c', builder.float(0)]), x, x]);
  const graph = inlineWeights(builder.build({ outputs: [convolve(chosen, 'second')] }));
  expect(findWebgpuFallbacks(graph).length === 0).toBe(expected);
  expect(await isOnCard(writeModel(graph), new Uint8Array())).toBe(expected);
});

it('operators of opset 23 are asked for as those of opset 20, which have kernels', async () => {
  const builder = builderWith({ x: [1, 4, 8, 8] });
  const turned = builder.emit('ConvTranspose', ['x', externalWeight(builder, 'w', [4, 4, 3, 3])], { group: int(1) });
  const pooled = builder.emit('AveragePool', [turned], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
  const built = inlineWeights(builder.build({ outputs: [builder.emit('HardSigmoid', [pooled])] }));
  const graph = { ...built, opsets: { ...built.opsets, '': 23 } };
  expect(await isOnCard(writeModel(graph), new Uint8Array())).toBe(false);
  expect(await isOnCard(writeModel(fuseGraphForWebgpu(graph)), new Uint8Array())).toBe(true);
});

/** Whether onnxruntime accepts a graph for recording. Throws what is no verdict. */
async function isOnCard(graph: Uint8Array, weights: Uint8Array): Promise<boolean> {
  try {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [{ name: 'webgpu' }],
      enableGraphCapture: true,
      preferredOutputLocation: 'gpu-buffer',
      logSeverityLevel: 4,
      externalData: [{ path: FILE, data: weights }],
    });
    await session.release();
    return true;
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    if (message.includes('have not been partitioned')) return false;
    // The kernels are created after the nodes have been shared out.
    if (message.includes('requires f16 but the device does not support it')) return true;
    throw error;
  }
}

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = await fetch((await COMMITTED[path]?.()) ?? path);
  if (body === null) throw new Error(`no file ${path}`);
  const bytes = path.endsWith('.gz') ? body.pipeThrough(new DecompressionStream('gzip')) : body;
  return new Uint8Array(await new Response(bytes).arrayBuffer());
}

/** The sizes that a case of bench/topologies was made for. */
async function readSizes(path: string) {
  const response = await fetch(path.replace(/\.onnx(\.gz)?$/, '.json'));
  // Written by bench/topologies/make.py.
  const { latent, tokens } = (await response.json()) as { latent: [number, number]; tokens: number };
  return { latent: { height: latent[0], width: latent[1] }, tokens };
}
