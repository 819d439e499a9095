/** Every inversion on the compiled graphs of small UNets, against the same methods written in PyTorch in float64: bench/methods. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/engine/at.ts';
import { findWebgpuFallbacks } from '../../src/engine/analysis/check-webgpu.ts';
import { compileDenoiser, RARE_GRAPHS, type RareGraph } from '../../src/engine/compiler/compile-denoiser.ts';
import { meanSquare, subtract, takeRow } from '../../src/engine/diffusion/arithmetic.ts';
import { fuseGraphForWebgpu } from '../../src/engine/compiler/fuse-for-webgpu.ts';
import { createNoiseSchedule } from '../../src/engine/diffusion/noise-schedule.ts';
import type { RandomGenerator } from '../../src/engine/diffusion/random.ts';
import { DEFAULT_TUNING } from '../../src/engine/editing/edit-defaults.ts';
import type { Prompt } from '../../src/engine/editing/editor.ts';
import { EDITORS } from '../../src/engine/editing/editors.ts';
import { samplePlain } from '../../src/engine/editing/sample-plain.ts';
import { finish } from '../../src/engine/generators.ts';
import { INVERSIONS } from '../../src/engine/inversion/inversions.ts';
import { invertLatent } from '../../src/engine/inversion/invert.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { decompose } from '../../src/engine/passes/decompose.ts';
import type { Conditioning, Denoiser, EncodedText } from '../../src/engine/ports.ts';
import { sizeOf, tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import { isEditorId } from '../../src/protocol/editors.ts';
import { INVERSION_IDS, resolveInversion } from '../../src/protocol/inversions.ts';
import { evaluateSeed, selectSeed } from '../../src/engine/seeds/select-seed.ts';
import { createDenoiser } from '../../src/runtime/denoiser.ts';
import { openSession, type Session } from '../../src/runtime/session.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import { createNodeHost } from '../support/node-host.ts';
import { parseInversionVariant } from '../support/inversion-variant.ts';
import { listTopologyCases } from './topology-cases.ts';

interface MethodIndex {
  readonly timesteps: readonly number[];
  readonly rows: readonly string[];
  readonly methods: Readonly<
    Record<string, { readonly rows: number; readonly residuals: readonly (readonly number[])[] }>
  >;
  readonly edits: Readonly<
    Record<string, { readonly rows: number; readonly guidance: number; readonly tokens: readonly [number, number] }>
  >;
  readonly seeds: { readonly losses: readonly number[] };
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
}

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/methods', import.meta.url));
const TOPOLOGIES = fileURLToPath(new URL('../../test/fixtures/topologies', import.meta.url));
const SETTINGS = {
  inversion: 'ddim',
  steps: 3,
  sourceGuidance: 1,
  targetGuidance: 1,
  crossReplace: 0,
  selfReplace: 0,
  localBlend: false,
  seed: 0,
} as const;

/** Of the largest latent of a level, and of a residual. */
const TOLERANCE = 1e-4;
/** Not written a second time: DDIM inversion but for what it records of the words. */
const SAME_AS_DDIM = ['negative-prompt'];

const CASES = ['bk-sdm'] as const;

async function readMethods(name: string) {
  // Written by bench/methods/make.py.
  const index = JSON.parse(await readFile(`${FIXTURES}/${name}.json`, 'utf8')) as MethodIndex;
  const bytes = new Uint8Array(gunzipSync(await readFile(`${FIXTURES}/${name}.bin.gz`)));
  const values = new Float32Array(bytes.slice().buffer);
  return {
    ...index,
    tensor: (key: string): Tensor => {
      const entry = index.tensors[key];
      if (entry === undefined) throw new RangeError(`there is no tensor ${key}`);
      return tensor(entry.shape, values.slice(entry.offset, entry.offset + sizeOf(entry.shape)));
    },
  };
}

const references = await Promise.all(CASES.map(readMethods));

it('every inversion is written twice', () => {
  const written = new Set(Object.keys(at(references, 0).methods).map((name) => parseName(name).inversion));
  expect(INVERSION_IDS.filter((id) => !SAME_AS_DDIM.includes(id) && !written.has(id))).toEqual([]);
});

function parseName(name: string) {
  const [variant = '', ...tags] = name.split(', ');
  const { settings } = parseInversionVariant(variant);
  const process = tags.includes('ancestral') ? ('ancestral' as const) : ('ddim' as const);
  return { ...settings, process };
}

describe.each(CASES.map((name, i) => ({ name, reference: at(references, i) })))(
  'on the small UNet $name',
  ({ name, reference }) => {
    const sessions: Session[] = [];
    let denoiser: Denoiser;
    let fused: Denoiser;
    beforeAll(async () => {
      const item = (await listTopologyCases(TOPOLOGIES)).find(({ topology }) => topology === name);
      if (item === undefined) throw new RangeError(`there is no topology ${name}`);
      const model = await item.readModel();
      const options = { model, fileName: 'model.onnx', latent: item.latent, tokens: item.tokens };
      const compiled = compileDenoiser(options);
      const externalData = compiled.signature.externalData.map((path) => ({ path, data: model }));
      const host = createNodeHost();
      const sessionOptions = { ...host.sessionOptions, intraOpNumThreads: 1, graphOptimizationLevel: 'basic' } as const;
      const open = (rewrite: (graph: Uint8Array) => Uint8Array) =>
        createDenoiser(compiled.signature, async (graph) => {
          const bytes = isRare(graph) ? RARE_GRAPHS[graph](options) : compiled[graph];
          const opened = { model: rewrite(bytes), externalData };
          const session = await openSession({ ...host, sessionOptions }, createTaskQueue(), graph, opened);
          sessions.push(session);
          return session;
        });
      denoiser = open((graph) => graph);
      fused = open(fuseForTest);
    }, 600_000);
    afterAll(() => Promise.all(sessions.map((session) => session.release())));

    it.each(Object.keys(reference.methods))('%s has the latents, residuals and rows of PyTorch', async (method) => {
      const {
        inversion,
        process,
        parameters,
        isAdjusted = false,
        sourceGuidance: guidance = 1,
        ...choice
      } = parseName(method);
      const { iterations, start } = resolveInversion({ inversion, ...choice });
      const wanted = reference.methods[method] ?? { rows: 0, residuals: [] };
      const states = reference.tensor('rows/encoder_hidden_states');
      const empty = { hiddenStates: takeRow(states, 1) };
      const conditioning: Conditioning = { hiddenStates: takeRow(states, 0), guidance, empty };
      const run = invertLatent({
        denoiser,
        schedule: createNoiseSchedule(),
        conditioning,
        clean: reference.tensor(`${method}/0/0`),
        timesteps: reference.timesteps,
        random: replay(reference.tensor('normals'), reference.tensor('uniforms')),
        method: INVERSIONS[inversion],
        iterations: inversion === 'noise-alignment' ? 3 : iterations,
        start,
        process,
        isAdjusted,
        ...(parameters && { parameters }),
        signal: new AbortController().signal,
      });
      const { rows, residuals, record } = await finish(run);
      expect(rows).toBe(wanted.rows);
      const levels = record.states
        .slice(1)
        .flatMap((state, i) =>
          state.map((latent, part) => maxError(latent, reference.tensor(`${method}/${i + 1}/${part}`))),
        );
      expect(Math.max(...levels)).toBeLessThan(TOLERANCE);
      const noises = record.corrections ?? record.noises;
      noises.forEach((noise, i) => {
        expect(maxError(noise, reference.tensor(`${method}/noise/${i + 1}`))).toBeLessThan(TOLERANCE);
      });
      record.empties?.forEach(({ hiddenStates }, i) => {
        expect(maxError(hiddenStates, reference.tensor(`${method}/empty/${i + 1}`))).toBeLessThan(TOLERANCE);
      });
      wanted.residuals.forEach((step, i) => {
        expect(residuals[i]).toHaveLength(step.length);
        step.forEach((residual, j) =>
          expect(Math.abs((residuals[i]?.[j] ?? Number.NaN) - residual)).toBeLessThan(
            TOLERANCE * Math.max(1, residual),
          ),
        );
      });
    });

    it('null-text inversion leads back under guidance, nearer than the empty prompt does', async () => {
      const states = reference.tensor('rows/encoder_hidden_states');
      const empty = { hiddenStates: takeRow(states, 1) };
      const conditioning = { hiddenStates: takeRow(states, 0), guidance: 3, empty };
      const timesteps = reference.timesteps;
      const levels = [0, ...timesteps.map((_, level) => level + 1)];
      const trajectory = levels.map((level) => reference.tensor(`ddim/${level}/0`));
      const distanceBy = async (empties: readonly EncodedText[]) => {
        const record = {
          process: 'ddim',
          states: trajectory.map((latent) => [latent] as const),
          noises: [],
          empties,
        } as const;
        const { latent } = await finish(
          samplePlain({
            denoiser,
            schedule: createNoiseSchedule(),
            timesteps: timesteps.toReversed(),
            start: at(trajectory, timesteps.length),
            record,
            conditioning,
            signal: new AbortController().signal,
          }),
        );
        return meanSquare(subtract(latent, at(trajectory, 0)));
      };
      const found = timesteps.map((_, i) => ({ hiddenStates: reference.tensor(`null-text:4~3/empty/${i + 1}`) }));
      expect(await distanceBy(found)).toBeLessThan(0.9 * (await distanceBy(timesteps.map(() => empty))));
    });

    it('a seed is moved by the gradient through all of its sampling, as autograd has it', async () => {
      const wanted = reference.tensor('clean');
      const normals = reference.tensor('normals').data.slice(0, wanted.data.length);
      const seed = tensor(wanted.shape, normals);
      const search = {
        denoiser,
        schedule: createNoiseSchedule(),
        timesteps: reference.timesteps.toReversed(),
        conditioning: { hiddenStates: takeRow(reference.tensor('rows/encoder_hidden_states'), 0), guidance: 1 },
        wanted,
        signal: new AbortController().signal,
      };
      const { gradient, rows } = await evaluateSeed(seed, search);
      expect(rows).toBe(3 * reference.timesteps.length);
      expect(maxError(gradient, reference.tensor('seed-select/gradient'))).toBeLessThan(TOLERANCE);
      const losses: number[] = [];
      const { losses: expected } = reference.seeds;
      await finish(selectSeed(seed, expected.length, search), (loss) => void losses.push(loss));
      for (const [move, loss] of losses.entries()) {
        expect(Math.abs(loss / (expected[move] ?? 0) - 1)).toBeLessThan(TOLERANCE);
      }
      expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    });

    it.each([
      { step: 'early', selfGate: 1 },
      { step: 'late', selfGate: 0 },
    ])('a layout row between photo and target attends as in PyTorch in an $step step', async ({ step, selfGate }) => {
      const states = reference.tensor('rows/encoder_hidden_states');
      const { shape } = reference.tensor('clean');
      const size = sizeOf(shape);
      const { data } = reference.tensor('normals');
      const rowOf = (row: number, words: number) => ({
        latent: tensor(shape, data.slice(row * size, (row + 1) * size)),
        conditioning: { hiddenStates: takeRow(states, words), guidance: 1 },
      });
      const source = { ...rowOf(0, 0), trajectory: [] };
      const [, tokens = 1] = states.shape;
      const [, changed] = reference.edits['inf-edit-layout']?.tokens ?? [0, 0];
      const vector = (valueOf: (token: number) => number) =>
        tensor(
          [tokens],
          Float32Array.from({ length: tokens }, (_, token) => valueOf(token)),
        );
      const identity = Float32Array.from({ length: tokens ** 2 }, (_, i) => Number(i % (tokens + 1) === 0));
      const control = {
        wordMap: tensor([tokens, tokens], identity),
        wordAlpha: vector((token) => Number(token !== changed)),
        equalizer: vector(() => 1),
        crossGate: vector(() => 1),
        selfGate,
      };
      const rows = { source, layout: rowOf(1, 0), target: rowOf(2, 1) };
      const result = await denoiser.unified(rows, at(reference.timesteps, reference.timesteps.length - 1), control);
      expect(result.rows).toBe(3);
      expect(maxError(result.noise, reference.tensor(`unified/${step}`))).toBeLessThan(TOLERANCE);
    });

    const edits = Object.keys(reference.edits).flatMap((edit) => [
      { edit, graphs: 'compiled' },
      { edit, graphs: 'fused for graphics cards' },
    ]);

    it.each(edits)('$edit paints what PyTorch paints on graphs $graphs', async ({ edit: name, graphs }) => {
      const { guidance, tokens, rows: wanted } = reference.edits[name] ?? { guidance: 1, tokens: [0, 0], rows: 0 };
      const [id = ''] = name.split(',');
      if (!isEditorId(id)) throw new RangeError(`there is no editor ${id}`);
      const states = reference.tensor('rows/encoder_hidden_states');
      const [, positions = 1] = states.shape;
      // The changed word is one that the photo's sentence has no token for.
      const promptOf = (row: number): Prompt => ({
        tokenized: {
          ids: Array.from({ length: positions }, (_, token) => (row === 1 && token === tokens[1] ? positions : token)),
          words: [
            { text: 'fox', positions: [tokens[row] ?? 0] },
            ...(row === 1 ? [{ text: 'cub', positions: [] }] : []),
            { text: 'hill', positions: [positions - 2] },
          ],
          truncated: false,
        },
        conditioning: { hiddenStates: takeRow(states, row), guidance: 1 },
      });
      const [source, target] = [promptOf(0), promptOf(1)];
      const empty = { hiddenStates: reference.tensor('empty') };
      const timesteps = reference.timesteps.toReversed();
      const cleans: (Tensor | null)[] = [];
      const run = EDITORS[id].paint({
        denoiser: graphs === 'compiled' ? denoiser : fused,
        schedule: createNoiseSchedule(),
        timesteps,
        trajectory: [...Array(reference.timesteps.length + 1).keys()].map((level) =>
          reference.tensor(`ddim/${level}/0`),
        ),
        source,
        target: { ...target, conditioning: { ...target.conditioning, guidance, empty } },
        setting: target,
        changed: { source: [0], target: [0] },
        kind: 'other',
        emphasis: {},
        settings: SETTINGS,
        tuning: DEFAULT_TUNING,
        userMask: null,
        random: replay(reference.tensor('normals'), reference.tensor('uniforms')),
        signal: new AbortController().signal,
      });
      const { rows, latent } = await finish(run, ({ clean }) => void cleans.push(clean));
      expect(rows).toBe(wanted);
      expect(cleans).toHaveLength(timesteps.length);
      cleans.forEach((clean, step) => {
        if (clean === null) throw new RangeError('a step without a picture');
        expect(maxError(clean, reference.tensor(`${name}/clean/${step + 1}`))).toBeLessThan(TOLERANCE);
      });
      expect(maxError(latent, reference.tensor(`${name}/latent`))).toBeLessThan(TOLERANCE);
    });
  },
);

/** A graph as a card runs it, which has kernels for all of it, in operators that the CPU has too. */
function fuseForTest(bytes: Uint8Array): Uint8Array {
  const graph = fuseGraphForWebgpu(readModel(bytes));
  expect(findWebgpuFallbacks(graph)).toEqual([]);
  const parts = decompose(graph);
  // What two nodes of one module are taken apart into has the same names.
  return writeModel({ ...parts, nodes: parts.nodes.map((node, i) => ({ ...node, name: `${node.name}/${i}` })) });
}

function isRare(graph: string): graph is RareGraph {
  return Object.hasOwn(RARE_GRAPHS, graph);
}

/** Recorded numbers, in order. */
function replay(normals: Tensor, uniforms: Tensor): RandomGenerator {
  let [normal, uniform] = [0, 0];
  return { gaussian: () => at(normals.data, normal++), uniform: () => at(uniforms.data, uniform++) };
}

function maxError({ data }: Tensor, expected: Tensor): number {
  if (data.length !== expected.data.length) return Number.NaN;
  const largest = expected.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return expected.data.reduce((max, value, i) => Math.max(max, Math.abs((data[i] ?? Number.NaN) - value)), 0) / largest;
}
