/**
 * The proof of the compiler: the compiled starter against PyTorch. Independent of the host, so that the same check runs on
 * onnxruntime-node, on WebAssembly and on WebGPU.
 */
import type { InferenceSession } from 'onnxruntime-common';
import { compileDenoiser } from '../src/engine/compiler/compile-denoiser.ts';
import type { DenoiserSignature } from '../src/engine/compiler/denoiser-signature.ts';
import { tensor, type Tensor } from '../src/engine/tensor/tensor.ts';
import type { OrtModule } from '../src/runtime/ort-module.ts';
import {
  readReferenceFixture,
  type ControlledCase,
  type GradientCase,
  type ReferenceFixture,
} from './reference-fixture.ts';

export interface DenoiserCheckFiles {
  /** unet/model.onnx and unet/model.onnx_data of the starter. */
  readonly model: Uint8Array;
  readonly weights: Uint8Array;
  /** starter-reference.json and starter-reference.bin. */
  readonly fixtureJson: string;
  readonly fixtureValues: Uint8Array;
}

export interface DenoiserCheckOptions {
  readonly ort: OrtModule;
  readonly sessionOptions?: InferenceSession.SessionOptions;
}

/** Errors relative to the reference: `max` is max|a - b| / max|b|, `norm` is ||a - b|| / ||b||. */
export interface DenoiserCheckReport {
  readonly signature: DenoiserSignature;
  readonly plain: readonly { readonly timestep: number; readonly max: number }[];
  readonly gradient: readonly {
    readonly timestep: number;
    readonly name: string;
    readonly noiseMax: number;
    readonly objective: number;
    readonly gradientNorm: number;
    /** Directional derivative against central differences of the forward graph. */
    readonly finiteDifference: number;
  }[];
  readonly gatesOff: { readonly max: number };
  readonly controlled: readonly { readonly name: string; readonly noiseMax: number; readonly mapsMax: number }[];
}

type Feeds = Readonly<Record<string, Tensor>>;
type Run = (feeds: Feeds) => Promise<Feeds>;

export async function checkDenoiser(
  files: DenoiserCheckFiles,
  options: DenoiserCheckOptions,
): Promise<DenoiserCheckReport> {
  const fixture = await readReferenceFixture(files.fixtureJson, files.fixtureValues, files.weights);
  const first = fixture.tensor('gradient/999/sample');
  const compiled = compileDenoiser({
    model: files.model,
    latent: { height: first.shape[2] ?? 0, width: first.shape[3] ?? 0 },
    tokens: fixture.tensor('hidden_states').shape[1] ?? 0,
  });
  const open = (graph: Uint8Array) => openRun(options, graph, files.weights, compiled.signature.externalData);

  const forward = await open(compiled.forward);
  const plain = await checkPlain(fixture, forward.run);
  const gradientSession = await open(compiled.gradient);
  const gradient = [];
  for (const item of fixture.gradient) {
    const result = await checkGradient(fixture, gradientSession.run, item);
    const finiteDifference = await checkDirection(fixture, forward.run, item, result.found);
    gradient.push({ ...result.errors, finiteDifference });
  }
  await gradientSession.release();
  const controlledSession = await open(compiled.controlled);
  const gatesOff = await checkGatesOff(fixture, forward.run, controlledSession.run);
  await forward.release();
  const controlled = [];
  for (const item of fixture.controlled) controlled.push(await checkControlled(fixture, controlledSession.run, item));
  await controlledSession.release();
  return { signature: compiled.signature, plain, gradient, gatesOff, controlled };
}

async function openRun(
  { ort, sessionOptions }: DenoiserCheckOptions,
  graph: Uint8Array,
  weights: Uint8Array,
  locations: readonly string[],
): Promise<{ readonly run: Run; readonly release: () => Promise<void> }> {
  const session = await ort.InferenceSession.create(graph, {
    logSeverityLevel: 3,
    ...sessionOptions,
    externalData: locations.map((path) => ({ path, data: weights })),
  });
  const run: Run = async (feeds) => {
    const inputs = Object.entries(feeds).map(([name, value]) => [
      name,
      new ort.Tensor('float32', value.data, [...value.shape]),
    ]);
    const outputs = await session.run(Object.fromEntries(inputs));
    const entries = Object.entries(outputs).map(([name, value]) => {
      if (!('data' in value) || !(value.data instanceof Float32Array)) throw new Error(`output ${name} is not float32`);
      return [name, tensor([...value.dims], value.data.slice())] as const;
    });
    return Object.fromEntries(entries);
  };
  return { run, release: () => session.release() };
}

async function checkPlain(fixture: ReferenceFixture, run: Run) {
  const results = [];
  for (const { timestep, inputs, name } of fixture.gradient) {
    if (name !== 'squared') continue;
    const { noise_pred: noise } = await run(commonFeeds(fixture, `${inputs}/sample`, timestep, [0, 1]));
    results.push({ timestep, max: maxError(noise, fixture.tensor(`${inputs}/noise_pred`)) });
  }
  return results;
}

async function checkGradient(fixture: ReferenceFixture, run: Run, item: GradientCase) {
  const { timestep, name, inputs, coefficients } = item;
  const scalars = Object.entries(coefficients).map(([key, value]) => [key, vector(value)] as const);
  const outputs = await run({
    ...commonFeeds(fixture, `${inputs}/sample`, timestep, [0, 1]),
    previous: fixture.tensor(`${inputs}/previous`),
    ...Object.fromEntries(scalars),
  });
  const found = outputs['gradient'];
  if (found === undefined) throw new Error('no output gradient');
  const errors = {
    timestep,
    name,
    noiseMax: maxError(outputs['noise_pred'], fixture.tensor(`${inputs}/noise_pred`)),
    objective: Math.abs((outputs['objective']?.data[0] ?? Number.NaN) / item.objective - 1),
    gradientNorm: normError(found, fixture.tensor(item.gradient)),
  };
  return { errors, found };
}

/** Along a direction half gradient, half noise: (F(z + h d) - F(z - h d)) / 2h, F in double precision from the forward graph. */
async function checkDirection(
  fixture: ReferenceFixture,
  forward: Run,
  { inputs, timestep, coefficients }: GradientCase,
  gradient: Tensor,
): Promise<number> {
  const feeds = commonFeeds(fixture, `${inputs}/sample`, timestep, [0, 1]);
  const previous = fixture.tensor(`${inputs}/previous`);
  const gradientScale = norm(gradient.data);
  // A fixed pseudo-random direction (golden-ratio sequence): no generator is needed to repeat it.
  const mixed = gradient.data.map(
    (value, i) => value / gradientScale + ((i * 0.6180339887) % 1 < 0.5 ? -1 : 1) / Math.sqrt(gradient.data.length),
  );
  const scale = norm(mixed);
  const direction = mixed.map((value) => value / scale);
  const step = 1e-2;
  const at = async (sign: number): Promise<number> => {
    const sample = tensor(
      feeds.sample.shape,
      feeds.sample.data.map((value, i) => value + sign * step * (direction[i] ?? 0)),
    );
    const { noise_pred: noise } = await forward({ ...feeds, sample });
    return evaluateObjective(sample.data, previous.data, noise?.data ?? new Float32Array(), coefficients);
  };
  const expected = ((await at(1)) - (await at(-1))) / (2 * step);
  const found = direction.reduce((sum, value, i) => sum + value * (gradient.data[i] ?? 0), 0);
  return Math.abs(found / expected - 1);
}

function evaluateObjective(
  sample: Float32Array,
  previous: Float32Array,
  noise: Float32Array,
  { drift, noise: factor, l1, l2, prior, prior_mean: mean }: GradientCase['coefficients'],
): number {
  return sample.reduce((sum, z, i) => {
    const before = previous[i] ?? Number.NaN;
    const residual = drift * before + factor * (noise[i] ?? Number.NaN) - z;
    return sum + l1 * Math.abs(residual) + (l2 * residual ** 2 + prior * (z - mean * before) ** 2) / 2;
  }, 0);
}

/** With every gate at 0 each row must be what the plain graph predicts for it. */
async function checkGatesOff(fixture: ReferenceFixture, forward: Run, controlled: Run): Promise<{ max: number }> {
  const [item] = fixture.controlled;
  if (item === undefined) throw new Error('starter-reference.json has no control cases');
  const feeds = { ...commonFeeds(fixture, 'controlled/sample', item.timestep, [0, 2]), ...controlFeeds(fixture, item) };
  const off = (name: 'cross_gate' | 'self_gate') => {
    const { shape, data } = feeds[name];
    return tensor(shape, new Float32Array(data.length));
  };
  const { noise_pred: both } = await controlled({
    ...feeds,
    cross_gate: off('cross_gate'),
    self_gate: off('self_gate'),
  });
  const errors = [];
  for (const row of [0, 1]) {
    const { noise_pred: alone } = await forward(
      commonFeeds(fixture, 'controlled/sample', item.timestep, [row, row + 1]),
    );
    if (both === undefined || alone === undefined) throw new Error('no output noise_pred');
    errors.push(maxError(rowsOf(both, row, row + 1), alone));
  }
  return { max: Math.max(...errors) };
}

async function checkControlled(fixture: ReferenceFixture, run: Run, item: ControlledCase) {
  const { name, inputs, timestep } = item;
  const feeds = { ...commonFeeds(fixture, 'controlled/sample', timestep, [0, 2]), ...controlFeeds(fixture, item) };
  const outputs = await run(feeds);
  return {
    name,
    noiseMax: maxError(outputs['noise_pred'], fixture.tensor(`${inputs}/noise_pred`)),
    mapsMax: maxError(outputs['attention_maps'], fixture.tensor(`${inputs}/attention_maps`)),
  };
}

function commonFeeds(
  fixture: ReferenceFixture,
  sample: string,
  timestep: number,
  [from, to]: readonly [number, number],
) {
  const latent = fixture.tensor(sample);
  return {
    sample: latent.shape[0] === to - from ? latent : rowsOf(latent, from, to),
    timestep: vector(timestep),
    encoder_hidden_states: rowsOf(fixture.tensor('hidden_states'), from, to),
    timestep_cond: rowsOf(fixture.tensor('timestep_cond'), from, to),
  };
}

function controlFeeds(fixture: ReferenceFixture, { inputs }: ControlledCase) {
  return {
    word_map: fixture.tensor(`${inputs}/word_map`),
    word_alpha: fixture.tensor(`${inputs}/word_alpha`),
    equalizer: fixture.tensor(`${inputs}/equalizer`),
    cross_gate: fixture.tensor(`${inputs}/cross_gate`),
    self_gate: fixture.tensor(`${inputs}/self_gate`),
  };
}

function rowsOf({ shape, data }: Tensor, from: number, to: number): Tensor {
  const size = data.length / (shape[0] ?? 1);
  return tensor([to - from, ...shape.slice(1)], data.slice(from * size, to * size));
}

function vector(value: number): Tensor {
  return tensor([1], Float32Array.of(value));
}

/** max|a - b| / max|b|; NaN where the sizes differ. */
export function maxError(found: Tensor | undefined, expected: Tensor): number {
  if (found?.data.length !== expected.data.length) return Number.NaN;
  let [difference, scale] = [0, 0];
  expected.data.forEach((value, i) => {
    // Math.max keeps NaN, so that a NaN in the output is an error and not a zero.
    difference = Math.max(difference, Math.abs((found.data[i] ?? Number.NaN) - value));
    scale = Math.max(scale, Math.abs(value));
  });
  return difference / scale;
}

function normError(found: Tensor | undefined, expected: Tensor): number {
  if (found?.data.length !== expected.data.length) return Number.NaN;
  return norm(expected.data.map((value, i) => (found.data[i] ?? Number.NaN) - value)) / norm(expected.data);
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
