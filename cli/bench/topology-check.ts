import { extentsOf } from '../../src/engine/tensor/extents.ts';
import { compileDenoiser } from '../../src/engine/compiler/compile-denoiser.ts';
import type { CompileReport, DenoiserSignature } from '../../src/engine/compiler/denoiser-signature.ts';
import { takeRow } from '../../src/engine/diffusion/arithmetic.ts';
import { tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import { openSession, type Session } from '../../src/runtime/session.ts';
import { openOriginalSession } from './original-session.ts';
import type { TopologyCase, TopologyReference } from './topology-cases.ts';

/** Largest errors over the timesteps and cases: max|a - b| / max|b|; of the gradient ||a - b|| / ||b||. */
export interface TopologyResult {
  readonly report: CompileReport;
  /** Compiled forward against onnxruntime on the original file; null when that has no kernel for one of its operators. */
  readonly original: number | null;
  /** Compiled forward against PyTorch. */
  readonly plain: number;
  /** Compiled gradient against autograd. */
  readonly gradient: number;
  /** Attention control and its maps against PyTorch: of both rows, and of the target's beside what the source's has left. */
  readonly controlled: number;
  readonly maps: number;
}

const FILE = 'model.onnx';

/**
 * Compiles a case and compares its graphs, or what `rewrite` makes of them. Throws the compiler's GraphError.
 */
export async function checkTopology(
  host: RuntimeHost,
  item: TopologyCase,
  rewrite: (graph: Uint8Array) => Uint8Array = (graph) => graph,
): Promise<TopologyResult> {
  const model = await item.readModel();
  const reference = await item.readReference();
  const compiled = compileDenoiser({ model, fileName: FILE, latent: item.latent, tokens: item.tokens });
  const externalData = compiled.signature.externalData.map((path) => ({ path, data: model }));
  const queue = createTaskQueue();
  // Arrays this small gain nothing from threads, nor from onnxruntime's longer optimisations.
  const sessionOptions = { ...host.sessionOptions, intraOpNumThreads: 1, graphOptimizationLevel: 'basic' } as const;
  const single = { ...host, sessionOptions };
  const withSession = async <T>(graph: Uint8Array, measure: (session: Session) => Promise<T>): Promise<T> => {
    const session = await openSession(single, queue, item.id, { model: rewrite(graph), externalData });
    return measure(session).finally(() => session.release());
  };
  return {
    report: compiled.signature.report,
    ...(await withSession(compiled.forward, (session) => checkForward(session, model, reference))),
    gradient: await withSession(compiled.gradient, (session) => checkGradients(session, reference)),
    ...(await withSession(compiled.controlled, (both) =>
      withSession(compiled.target, (alone) => checkControl(both, alone, compiled.signature, reference)),
    )),
  };
}

async function checkForward(session: Session, model: Uint8Array, reference: TopologyReference) {
  const original = await openOriginalSession(model).catch(() => null);
  const againstOriginal: number[] = [];
  const againstPyTorch: number[] = [];
  for (const { name, timestep, inputs } of reference.gradient) {
    if (name !== 'squared') continue;
    const feeds = commonFeeds(reference, reference.tensor(`${inputs}/sample`), timestep);
    const { noise_pred: found } = await session.run(feeds, ['noise_pred']);
    againstPyTorch.push(maxError(found, reference.tensor(`${inputs}/noise_pred`)));
    if (original !== null) againstOriginal.push(maxError(found, await original.run(originalFeeds(feeds))));
  }
  await original?.release();
  return { original: original === null ? null : Math.max(...againstOriginal), plain: Math.max(...againstPyTorch) };
}

async function checkGradients(session: Session, reference: TopologyReference): Promise<number> {
  const errors: number[] = [];
  for (const { timestep, inputs, coefficients, gradient } of reference.gradient) {
    const scalars = Object.entries(coefficients).map(([name, value]) => [name, vector(value)] as const);
    const feeds = {
      ...commonFeeds(reference, reference.tensor(`${inputs}/sample`), timestep),
      previous: reference.tensor(`${inputs}/previous`),
      ...Object.fromEntries(scalars),
    };
    const { gradient: found } = await session.run(feeds, ['gradient']);
    errors.push(normError(found, reference.tensor(gradient)));
  }
  return Math.max(...errors);
}

async function checkControl(
  both: Session,
  alone: Session,
  { sourceValues }: DenoiserSignature,
  reference: TopologyReference,
) {
  const errors = { controlled: [] as number[], maps: [] as number[] };
  for (const { timestep, inputs } of reference.controlled) {
    const control = ['word_map', 'word_alpha', 'equalizer', 'cross_gate', 'self_gate'].map(
      (name) => [name, reference.tensor(`${inputs}/${name}`)] as const,
    );
    const rows = commonFeeds(reference, reference.tensor('controlled/sample'), timestep);
    const feeds = { ...rows, ...Object.fromEntries(control) };
    const outputs = ['noise_pred', 'attention_maps'];
    const { outputs: found, kept } = await both.runKeeping(feeds, outputs, Object.keys(sourceValues));
    const targets = Object.entries(rows).map(([name, value]) => [
      name,
      name === 'timestep' ? value : takeRow(value, 1),
    ]);
    const target = await alone.run({ ...feeds, ...Object.fromEntries(targets), ...kept }, outputs);
    for (const [errorsOf, output] of [
      [errors.controlled, 'noise_pred'],
      [errors.maps, 'attention_maps'],
    ] as const) {
      const expected = reference.tensor(`${inputs}/${output}`);
      errorsOf.push(maxError(found[output], expected), maxError(target[output], takeRow(expected, 1)));
    }
  }
  return { controlled: Math.max(...errors.controlled), maps: Math.max(...errors.maps) };
}

function commonFeeds(reference: TopologyReference, sample: Tensor, timestep: number): Record<string, Tensor> {
  const count = sample.shape[0] ?? 1;
  const rows = reference.rows.map((name) => [name, firstRows(reference.tensor(`rows/${name}`), count)] as const);
  return { sample, timestep: vector(timestep), ...Object.fromEntries(rows) };
}

/** The original takes a picture beside the latent as further channels. */
function originalFeeds({ image_condition: image, ...feeds }: Record<string, Tensor>): Record<string, Tensor> {
  const { sample } = feeds;
  if (image === undefined || sample === undefined) return feeds;
  const { rows, channels, height, width } = extentsOf(sample.shape);
  const shape = [rows, channels + (image.shape[1] ?? 0), height, width];
  return { ...feeds, sample: tensor(shape, Float32Array.of(...sample.data, ...image.data)) };
}

function firstRows({ shape, data }: Tensor, rows: number): Tensor {
  const size = data.length / (shape[0] ?? 1);
  return tensor([rows, ...shape.slice(1)], data.slice(0, rows * size));
}

function vector(value: number): Tensor {
  return tensor([1], Float32Array.of(value));
}

function maxError(found: Tensor | undefined, expected: Tensor): number {
  if (found?.data.length !== expected.data.length) return Number.NaN;
  // Math.max keeps NaN, so that a NaN in the output is an error and not a zero.
  const largest = (values: readonly number[]) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const wanted = [...expected.data];
  return largest(wanted.map((value, i) => (found.data[i] ?? Number.NaN) - value)) / largest(wanted);
}

function normError(found: Tensor | undefined, expected: Tensor): number {
  if (found?.data.length !== expected.data.length) return Number.NaN;
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(expected.data.map((value, i) => (found.data[i] ?? Number.NaN) - value)) / norm(expected.data);
}
