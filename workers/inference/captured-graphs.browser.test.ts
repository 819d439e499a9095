import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { float, int } from '../../src/engine/graph/attributes.ts';
import { compileDenoiser } from '../../src/engine/compiler/compile-denoiser.ts';
import type { CompiledDenoiser } from '../../src/engine/compiler/denoiser-signature.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { attentionGraph, builderWith, inlineWeights } from '../../src/engine/passes/testing/graphs.ts';
import { mixtureGraph } from '../../src/engine/passes/testing/mixture-graph.ts';
import { takeRow } from '../../src/engine/diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../../src/engine/diffusion/random.ts';
import { tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import type { GraphCapture } from '../../src/protocol/engine.ts';
import { EngineFailure } from '../../src/protocol/errors.ts';
import { createDenoiser, type SessionDenoiser } from '../../src/runtime/denoiser.ts';
import { openGpuGraph } from '../../src/runtime/gpu-graphs.ts';
import { createMemoryBudget, type MemoryBudget } from '../../src/runtime/memory-budget.ts';
import { createResidency } from '../../src/runtime/residency.ts';
import { createSourceMemory, type SourceMemory } from '../../src/runtime/source-memory.ts';
import type { RunGraph } from '../../src/runtime/compiled-denoiser.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import { openSession, type Session } from '../../src/runtime/session.ts';
import { createGpuMemory } from './gpu-memory.ts';
import { loadWasmOrt } from './load-wasm-ort.ts';
import { loadWebgpuOrt } from './load-webgpu-ort.ts';
import { watchErrors } from './watch-errors.ts';
import { requestGpuDevice } from './request-gpu-device.ts';

interface Model {
  readonly bytes: Uint8Array;
  readonly compiled: CompiledDenoiser;
}

/** One self- and one cross-attention: packs as a whole edit on the graphics card in cli/bench/packs.browser.test.ts. */
let model: Model;
/** The cross-attention alone. */
let small: Model;
let device: GPUDevice;
/** What the device was asked for since it was last looked at. */
const asked = { bindGroups: 0, dispatches: 0 };

beforeAll(async () => {
  model = compile(attentionGraph());
  small = compile(attentionGraph({ self: null }));
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('Chromium has no WebGPU adapter');
  device = await requestGpuDevice(adapter);
  watch(device);
});
afterAll(() => device.destroy());

test('recorded graphs compute what WASM computes, for inputs that they were not recorded with, and bind nothing again', async () => {
  const { denoiser, captures, residency } = await openOnGpu(false);
  const queue = createTaskQueue();
  const cpu: RuntimeHost = {
    ort: await loadWasmOrt(),
    sessionOptions: { executionProviders: ['wasm'] },
    nowSeconds: () => 0,
  };
  const reference = createDenoiser(model.compiled.signature, async (name) =>
    openSession(cpu, queue, name, bytesOf(model, name)),
  );
  await compute(denoiser, 1);
  Object.assign(asked, { bindGroups: 0, dispatches: 0 });
  const found = await compute(denoiser, 2);
  expect(asked.bindGroups).toBe(0);
  expect(asked.dispatches).toBeGreaterThan(0);
  const expected = await compute(reference, 2);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    expect([name, distance(found[name], value)]).toEqual([name, expect.closeTo(0, 3.5)]);
  }
  expect(Object.fromEntries(captures)).toEqual({ forward: 'captured', gradient: 'captured', controlled: 'captured' });
  await residency.release();
});

test('a session that made room for another is recorded anew, with the same numbers', async () => {
  const { denoiser, residency } = await openOnGpu(false, 1);
  const first = await predict(denoiser, 1);
  await denoiser.controlled(...controlledInputs(2));
  Object.assign(asked, { bindGroups: 0 });
  expect(distance(await predict(denoiser, 1), first)).toBeLessThan(1e-5);
  expect(asked.bindGroups).toBeGreaterThan(0);
  await residency.release();
});

test('a recording is believed only after its replay agrees with a session that is not recorded', async () => {
  const { denoiser, captures, residency } = await openOnGpu(true);
  await denoiser.prepare(['forward']);
  expect([...captures]).toEqual([['forward', 'captured']]);
  await residency.release();

  // A replay that reads other inputs than it is given, as in onnxruntime's issue 29594.
  const wrong = await openOnGpu(true, 2 ** 32, { ignoresWrites: true });
  await wrong.denoiser.prepare(['forward']);
  expect([...wrong.captures]).toEqual([['forward', 'differs']]);
  const { denoiser: right, residency: other } = await openOnGpu(false);
  expect(distance(await predict(wrong.denoiser, 3), await predict(right, 3))).toBeLessThan(1e-5);
  await wrong.residency.release();
  await other.release();
});

test('later words run one row beside what a recorded session has left on the device, until it makes room', async () => {
  const memory = createSourceMemory(2 ** 20);
  const { denoiser, captures, residency } = await openOnGpu(true, 3100, { memory });
  const { denoiser: plain, residency: other } = await openOnGpu(false);
  const [rows, timestep, control] = controlledInputs(4);
  const [{ target: otherTarget }, , otherControl] = controlledInputs(5);
  const later = { source: rows.source, target: otherTarget };
  expect((await denoiser.controlled(rows, timestep, control)).rows).toBe(2);
  const kept = memory.usedBytes;
  // The probabilities of both sites, [1, 2, 16, 16] and [1, 2, 16, 3], the noise [1, 4, 4, 4] and the maps [1, 3, 4, 4].
  expect(kept).toBe(4 * (512 + 96 + 64 + 48));
  const expected = await plain.controlled(later, timestep, otherControl);
  // Twice: the first run of the target's graph records.
  for (let run = 0; run < 2; run++) {
    const found = await denoiser.controlled(later, timestep, otherControl);
    expect(found.rows).toBe(1);
    expect(distance(found.noise, expected.noise)).toBeLessThan(1e-5);
    expect(distance(found.maps, expected.maps)).toBeLessThan(1e-5);
  }
  expect(memory.usedBytes).toBe(kept);
  expect(captures.get('target')).toBe('captured');

  // A third session of 100 bytes does not fit beside two of them and the kept rows.
  await denoiser.prepare(['forward']);
  expect(memory.usedBytes).toBe(0);
  const again = await denoiser.controlled(later, timestep, otherControl);
  expect(again.rows).toBe(2);
  expect(distance(again.noise, expected.noise)).toBeLessThan(1e-5);
  await residency.release();
  await other.release();
});

test('a graph with other inputs than float32 runs unrecorded', async () => {
  const builder = builderWith({});
  builder.addInput('ids', { dtype: 'int64', shape: [1, 4] });
  const doubled = builder.emit('Mul', [builder.emit('Cast', ['ids'], { to: int(1) }), builder.float(2)]);
  const bytes = { model: writeModel(builder.build({ outputs: [doubled] })), externalData: [] };
  const { context, captures } = await createContext(false, createMemoryBudget(2 ** 32));
  const session = await openGpuGraph(context, { file: 'ids', bytes, output: doubled });
  const found = await session.run({ ids: { shape: [1, 4], ids: [1, 2, 3, 4] } }, [doubled]);
  expect([...(found[doubled]?.data ?? [])]).toEqual([2, 4, 6, 8]);
  expect([...captures]).toEqual([['ids', 'refused']]);
  await session.release();
});

test.each(['numbers', 'matrix'] as const)('both rows of attention control are mixed by %s as on WASM', async (by) => {
  const graph = mixtureGraph(by);
  const file = {
    file: by,
    bytes: { model: writeModel(graph), externalData: [] },
    output: graph.outputs[0]?.name ?? '',
  };
  const random = createRandomGenerator(1);
  const feeds = Object.fromEntries(
    graph.inputs.map(({ name }) => [name, gaussianTensor(graph.types.get(name)?.shape ?? [], random)]),
  );
  const cpu = { ort: await loadWasmOrt(), sessionOptions: { executionProviders: ['wasm'] }, nowSeconds: () => 0 };
  const { context, captures } = await createContext(true, createMemoryBudget(2 ** 32));
  const session = await openGpuGraph(context, file);
  const plain = await openSession(cpu, createTaskQueue(), by, file.bytes);
  const { [file.output]: expected = tensor([0], new Float32Array()) } = await plain.run(feeds, [file.output]);
  const { [file.output]: found } = await session.run(feeds, [file.output]);
  expect(distance(found, expected)).toBeLessThan(1e-6);
  expect([...captures]).toEqual([[by, 'captured']]);
  await session.release();
  await plain.release();
});

/** What a run of each graph gives. The target's runs beside rows that were kept before: what those take of the card is not its own. */
const RUNS = {
  forward: async (denoiser) => [await predict(denoiser, 3)],
  gradient: async (denoiser) => {
    const { noise, gradient, objective } = await runGradient(denoiser, 3);
    return [noise, gradient, tensor([1], Float32Array.of(objective))];
  },
  controlled: async (denoiser) => {
    const { noise, maps } = await denoiser.controlled(...controlledInputs(4));
    return [noise, maps];
  },
  target: async (denoiser, begin) => {
    const [rows, timestep, control] = controlledInputs(4);
    await denoiser.controlled(rows, timestep, control);
    begin();
    const [{ target }, , later] = controlledInputs(5);
    const { noise, maps, rows: count } = await denoiser.controlled({ source: rows.source, target }, timestep, later);
    if (count !== 1) throw new Error('both rows ran');
    return [noise, maps];
  },
} as const satisfies Record<string, (denoiser: SessionDenoiser, begin: () => void) => Promise<readonly Tensor[]>>;

describe.each(['forward', 'gradient', 'controlled', 'target'] as const)(
  'where the card is out of memory, %s',
  (graph) => {
    // A session for each buffer: it takes as long as the machine needs.
    it('at whichever buffer, ends by name or the device says that it was full', { timeout: 600_000 }, async () => {
      const create = device.createBuffer;
      let created = 0;
      let failing = 0;
      const attempt = async (): Promise<readonly Tensor[] | string> => {
        const { denoiser, residency } = await openOnGpu(false, 2 ** 32, {
          of: small,
          memory: createSourceMemory(2 ** 20),
        });
        created = graph === 'target' ? Number.NEGATIVE_INFINITY : 0;
        try {
          return await RUNS[graph](denoiser, () => (created = 0));
        } catch (error) {
          return error instanceof EngineFailure ? error.error.code : String(error);
        } finally {
          await residency.release().catch(() => undefined);
        }
      };
      const expected = await attempt();
      if (typeof expected === 'string') throw new Error(expected);
      const judge = (outcome: readonly Tensor[] | string): string => {
        if (typeof outcome === 'string') return outcome;
        return outcome.every((value, i) => distance(value, expected[i] ?? value) < 1e-5) ? 'right' : 'wrong';
      };
      device.createBuffer = (descriptor) => {
        const buffer = create.call(device, descriptor);
        created += 1;
        if (created !== failing) return buffer;
        // As WebGPU has it: an event, and a buffer with which every command is an error of its own.
        buffer.destroy();
        const error = new GPUOutOfMemoryError('out of memory');
        device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
        return buffer;
      };
      try {
        await attempt();
        const count = created;
        expect(count).toBeGreaterThan(10);
        const outcomes = new Set<string>();
        for (failing = 1; failing <= count; failing++) {
          const { wasFull } = watchErrors(device);
          const outcome = judge(await attempt());
          expect(wasFull()).toBe(true);
          outcomes.add(outcome);
        }
        // Wrong numbers come, without an error of the run: only the device tells.
        const named = ['run/failed', 'device/lost', 'right', 'wrong'];
        expect([...outcomes].filter((outcome) => !named.includes(outcome))).toEqual([]);
        expect(outcomes).toContain('run/failed');
        failing = 0;
        expect(judge(await attempt())).toBe('right');
      } finally {
        device.createBuffer = create;
      }
    });
  },
);

test('a group that varies little about its mean is normalised to its digits', async () => {
  const shape = [1, 2, 4096];
  const builder = builderWith({ x: shape });
  const affine = [builder.float([1, 1]), builder.float([0, 0])];
  const normal = builder.emit('InstanceNormalization', ['x', ...affine], { epsilon: float(1e-5) });
  const bytes = { model: writeModel(builder.build({ outputs: [normal] })), externalData: [] };
  const { context } = await createContext(false, createMemoryBudget(2 ** 32));
  const session = await openGpuGraph(context, { file: 'groups', bytes, output: normal });
  const x = Float32Array.from({ length: 8192 }, (_, i) => 20 + 0.05 * Math.sin(0.7 * i));
  const { [normal]: found } = await session.run({ x: tensor(shape, x) }, [normal]);
  const expected = [x.subarray(0, 4096), x.subarray(4096)].flatMap((group) => {
    const mean = group.reduce((sum, value) => sum + value, 0) / 4096;
    const variance = group.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4096;
    return [...group].map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  });
  // 9e-3 where a variance is the mean of the squares less the square of the mean.
  expect(distance(found, tensor(shape, Float32Array.from(expected)))).toBeLessThan(1e-3);
  await session.release();
});

async function createContext(verifies: boolean, budget: MemoryBudget, ignoresWrites = false) {
  const queue = createTaskQueue();
  const captures = new Map<string, GraphCapture>();
  const memory = createGpuMemory(device);
  const gpu = { memory: ignoresWrites ? { ...memory, write: () => undefined } : memory, budget, verifies };
  const host: RuntimeHost = {
    ort: await loadWebgpuOrt(),
    sessionOptions: { executionProviders: [{ name: 'webgpu', device }] },
    gpu,
    nowSeconds: () => 0,
  };
  return { context: { host, gpu, queue, captures }, captures };
}

interface OpenOptions {
  readonly of?: Model;
  readonly ignoresWrites?: boolean;
  readonly memory?: SourceMemory;
}

async function openOnGpu(verifies: boolean, budgetBytes = 2 ** 32, options: OpenOptions = {}) {
  const { of = model, ignoresWrites = false, memory } = options;
  const budget = createMemoryBudget(budgetBytes);
  const { context, captures } = await createContext(verifies, budget, ignoresWrites);
  const residency = createResidency(budget, memory);
  const denoiser = createDenoiser(
    of.compiled.signature,
    async (name): Promise<Session> => {
      const graph = { file: name, bytes: bytesOf(of, name), output: 'noise_pred' };
      const session = residency.add({
        bytes: 100,
        open: () => openGpuGraph(context, graph),
      });
      await session.prepare();
      return session;
    },
    { memory: memory ?? null },
  );
  return { denoiser, captures, residency };
}

function compile(graph: Graph): Model {
  const bytes = writeModel(inlineWeights(graph));
  return { bytes, compiled: compileDenoiser({ model: bytes, latent: { height: 4, width: 4 }, tokens: 3 }) };
}

function bytesOf({ bytes, compiled }: Model, name: RunGraph) {
  if (name === 'mutual' || name === 'injected' || name === 'unified' || name === 'text-gradient')
    throw new RangeError('it is not compiled here');
  return {
    model: compiled[name],
    externalData: compiled.signature.externalData.map((path) => ({ path, data: bytes })),
  };
}

function inputsOf(seed: number, rows: number) {
  const random = createRandomGenerator(seed);
  const { latent, tokens, textWidth } = model.compiled.signature;
  const text = () => ({ hiddenStates: gaussianTensor([1, tokens, textWidth], random), guidance: 1.5 });
  return { sample: gaussianTensor([rows, ...latent], random), random, text };
}

async function predict(denoiser: SessionDenoiser, seed: number): Promise<Tensor> {
  const { sample, text } = inputsOf(seed, 1);
  return denoiser.predict(sample, 499, text());
}

async function runGradient(denoiser: SessionDenoiser, seed: number): ReturnType<SessionDenoiser['gradient']> {
  const { sample, text } = inputsOf(seed, 1);
  const coefficients = { drift: 0.9, noise: 0.3, l1: 1, l2: 0.5, prior: 0.1, priorMean: 0.9 };
  return denoiser.gradient(sample, sample, 299, text(), coefficients);
}

function controlledInputs(seed: number): Parameters<SessionDenoiser['controlled']> {
  const { sample, random, text } = inputsOf(seed, 2);
  const { tokens } = model.compiled.signature;
  const vector = () =>
    tensor(
      [tokens],
      Float32Array.from({ length: tokens }, () => random.uniform()),
    );
  const wordMap = gaussianTensor([tokens, tokens], random);
  const [source, target] = [takeRow(sample, 0), takeRow(sample, 1)];
  return [
    {
      source: { latent: source, conditioning: text(), trajectory: [source] },
      target: { latent: target, conditioning: text() },
    },
    699,
    { wordMap, wordAlpha: vector(), equalizer: vector(), crossGate: vector(), selfGate: 0.5 },
  ];
}

/** Every output of the graphs of the first edit. */
async function compute(denoiser: SessionDenoiser, seed: number): Promise<Record<string, Tensor>> {
  const gradient = await runGradient(denoiser, seed);
  const controlled = await denoiser.controlled(...controlledInputs(seed));
  return {
    noise: await predict(denoiser, seed),
    gradientNoise: gradient.noise,
    gradient: gradient.gradient,
    objective: tensor([1], Float32Array.of(gradient.objective)),
    controlledNoise: controlled.noise,
    maps: controlled.maps,
  };
}

function distance(found: Tensor | undefined, expected: Tensor): number {
  const difference = expected.data.map((value, i) => (found?.data[i] ?? Number.NaN) - value);
  return Math.hypot(...difference) / Math.hypot(...expected.data);
}

/** Counts what goes to the device. */
function watch(watched: GPUDevice): void {
  const createBindGroup = watched.createBindGroup.bind(watched);
  watched.createBindGroup = (descriptor) => {
    asked.bindGroups++;
    return createBindGroup(descriptor);
  };
  const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...sizes) {
    asked.dispatches++;
    dispatchWorkgroups.apply(this, sizes);
  };
}
