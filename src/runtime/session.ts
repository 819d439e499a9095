import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import { float16ToFloat32, float32ToFloat16 } from '../engine/tensor/float16.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { WeightData } from '../packs/pack-reader.ts';
import { toEngineFailure } from './engine-failure.ts';
import type { TaskQueue } from './task-queue.ts';
import type { RuntimeHost } from './runtime-host.ts';

/**
 * A model as a session takes it: the graph, and the files its weights lie in, by the name that the graph has for them.
 */
export interface ModelBytes {
  readonly model: Uint8Array;
  readonly externalData: readonly { readonly path: string; readonly data: WeightData }[];
  /**
   * False: weights stay in the session as the file has them, and a kernel that needs another layout converts them at every run.
   * Defaults to true: onnxruntime keeps converted copies.
   */
  readonly prepacks?: boolean;
  /** False: onnxruntime runs the graph as it is written, and is ready sooner. Defaults to true. */
  readonly optimises?: boolean;
}

/** An output that stays where it was computed, for the inputs of other sessions; lives until it is released. */
export interface KeptValue {
  readonly value: OrtTensor;
  readonly byteLength: number;
  release(): void;
}

/** A value for a run: float32 tensors, rounded for inputs in float16; token ids as 64-bit integers; what another run has kept. */
export type Feed = Tensor | { readonly shape: readonly number[]; readonly ids: readonly number[] } | KeptValue;

export type Feeds = Readonly<Record<string, Feed>>;
export type Outputs = Readonly<Record<string, Tensor>>;

export interface Session {
  /** Runs the graph and returns its float32 outputs by name. Waits for its turn in the queue. */
  run(feeds: Feeds, outputs: readonly string[]): Promise<Outputs>;
  /** The same, and keeps further outputs; null from a session that would have to read them back. */
  runKeeping(feeds: Feeds, outputs: readonly string[], kept: readonly string[]): Promise<KeepingRun>;
  release(): Promise<void>;
}

export interface KeepingRun {
  readonly outputs: Outputs;
  readonly kept: Readonly<Record<string, KeptValue>> | null;
}

/**
 * Creates a session, in the queue. Throws `EngineFailure`: `pack/corrupt-file` with `{ file }` when onnxruntime does
 * not accept the model, and `device/*` as `toEngineFailure` reads them.
 */
export async function openSession(
  host: RuntimeHost,
  queue: TaskQueue,
  file: string,
  bytes: ModelBytes,
): Promise<Session> {
  const session = await createInQueue(host, queue, file, bytes);
  const halves = new Set(session.inputMetadata.flatMap((value) => (isHalf(value) ? [value.name] : [])));
  const run = (feeds: Feeds, fetches: readonly string[]) => {
    const inputs = Object.fromEntries(
      Object.entries(feeds).map(([name, feed]) => [name, toOrt(host, feed, halves.has(name))]),
    );
    return session.run(inputs, [...fetches]);
  };
  return {
    run: (feeds, outputs) => runInQueue(queue, file, async () => readOutputs(await run(feeds, outputs), outputs)),
    runKeeping: (feeds, outputs, names) =>
      runInQueue(queue, file, async () => {
        if (host.gpu !== undefined) return { outputs: readOutputs(await run(feeds, outputs), outputs), kept: null };
        const results = await run(feeds, [...outputs, ...names]);
        return {
          outputs: readOutputs(results, outputs),
          kept: Object.fromEntries(names.map((name) => [name, keepCopy(host, name, results[name])])),
        };
      }),
    release: () => queue.enqueue(() => session.release()),
  };
}

/** onnxruntime's session for a model, created in the queue; errors as `openSession` throws them. */
export function createInQueue(
  host: RuntimeHost,
  queue: TaskQueue,
  file: string,
  bytes: ModelBytes,
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  return queue
    .enqueue(() => createInferenceSession(host, bytes, options))
    .catch((error: unknown) => {
      throw toEngineFailure(error, { code: 'pack/corrupt-file', parameters: { file } });
    });
}

/** A run in the queue. Throws `EngineFailure` `run/failed` with `{ file, reason }`, and `device/*` as `toEngineFailure` reads them. */
export function runInQueue<T>(queue: TaskQueue, file: string, run: () => Promise<T>): Promise<T> {
  return queue.enqueue(run).catch((error: unknown) => {
    throw toEngineFailure(error, { code: 'run/failed', parameters: { file, reason: firstLine(error) } });
  });
}

function createInferenceSession(
  host: RuntimeHost,
  { model, externalData, prepacks, optimises }: ModelBytes,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const loaded = externalData.flatMap(({ path, data }) => (typeof data === 'string' ? [] : [{ path, data }]));
  const folder = folderOf(externalData);
  return host.ort.InferenceSession.create(model, {
    logSeverityLevel: 3,
    ...host.sessionOptions,
    ...options,
    ...(optimises === false ? { graphOptimizationLevel: 'disabled' } : {}),
    // onnxruntime's types name the Blob of the DOM, of which `BlobData` is the part that is used.
    ...(loaded.length > 0
      ? { externalData: loaded as NonNullable<InferenceSession.SessionOptions['externalData']> }
      : {}),
    extra: {
      ...host.sessionOptions.extra,
      session: {
        ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
        ...(prepacks === false ? { disable_prepacking: '1' } : {}),
      },
    },
  });
}

/** The folder that onnxruntime finds weights on disk in: it maps them into memory and copies none. */
function folderOf(externalData: ModelBytes['externalData']): string | undefined {
  const folders = externalData.flatMap(({ path, data }) =>
    typeof data === 'string' ? [data.slice(0, data.length - path.length)] : [],
  );
  if (new Set(folders).size > 1) throw new Error(`weights lie in several folders: ${folders.join(', ')}`);
  return folders[0];
}

/** As `readOutputs`, for float16 as well. */
function keepCopy(
  { ort: { Tensor } }: RuntimeHost,
  name: string,
  output: InferenceSession.OnnxValueMapType[string] | undefined,
): KeptValue {
  if (output === undefined || !('data' in output) || !ArrayBuffer.isView(output.data)) throw noOutput(name);
  const { type, data, dims } = output;
  if (type !== 'float32' && type !== 'float16') throw noOutput(name);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
  const value =
    type === 'float16'
      ? new Tensor(type, new Uint16Array(bytes), [...dims])
      : new Tensor(type, new Float32Array(bytes), [...dims]);
  return { value, byteLength: bytes.byteLength, release: () => value.dispose() };
}

function noOutput(name: string): EngineFailure {
  return new EngineFailure('run/failed', { reason: `no output ${name} of floats` });
}

function toOrt(host: RuntimeHost, feed: Feed, rounds = false): OrtTensor {
  if ('value' in feed) return feed.value;
  if ('ids' in feed) return new host.ort.Tensor('int64', BigInt64Array.from(feed.ids, BigInt), [...feed.shape]);
  if (rounds) return new host.ort.Tensor('float16', roundToHalves(feed.data), [...feed.shape]);
  return new host.ort.Tensor('float32', feed.data, [...feed.shape]);
}

function isHalf(value: InferenceSession.ValueMetadata): boolean {
  return value.isTensor && value.type === 'float16';
}

/** Bit patterns, as onnxruntime takes float16. */
export function roundToHalves(numbers: Float32Array): Uint16Array {
  return Uint16Array.from(numbers, float32ToFloat16);
}

/** Copies the outputs: onnxruntime-web returns views of the WASM heap, which the next run may move. */
/** The numbers of 16-bit patterns. */
export function widenHalves(patterns: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(patterns, float16ToFloat32);
}

function readOutputs(
  results: InferenceSession.OnnxValueMapType,
  names: readonly string[],
): Readonly<Record<string, Tensor>> {
  const entries = names.map((name) => {
    const value = results[name];
    if (value === undefined || !('data' in value)) throw noOutput(name);
    const { data } = value;
    if (data instanceof Float32Array) return [name, tensor([...value.dims], data.slice())] as const;
    // In a browser that has them, an array of float16 numbers; else one of their patterns.
    if (value.type !== 'float16' || !ArrayBuffer.isView(data)) throw noOutput(name);
    const patterns = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    return [name, tensor([...value.dims], widenHalves(patterns))] as const;
  });
  return Object.fromEntries(entries);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
