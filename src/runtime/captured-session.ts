import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import { at } from '../engine/at.ts';
import { DATA_TYPES } from '../engine/tensor/data-type.ts';
import { sizeOf, tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { GpuBuffer, GpuMemory } from './gpu-memory.ts';
import type { TaskQueue } from './task-queue.ts';
import type { RuntimeHost } from './runtime-host.ts';
import {
  createInQueue,
  roundToHalves,
  runInQueue,
  widenHalves,
  type Feed,
  type Feeds,
  type KeptValue,
  type ModelBytes,
  type Outputs,
  type Session,
} from './session.ts';

/** What a value's buffer holds. */
interface BufferType {
  readonly dtype: 'float32' | 'float16';
  readonly shape: readonly number[];
}

/** An input and the buffer that it lives in. */
interface Binding {
  readonly type: BufferType;
  readonly buffer: GpuBuffer;
  readonly tensor: OrtTensor;
  /** What was written last: a tensor that is fed again is not sent again. The engine never changes a tensor that it has made. */
  written: Tensor | KeptValue | null;
}

/**
 * A session whose dispatches are recorded in its first run and replayed in every later one. Inputs are float32 or float16 of static
 * shapes, in buffers that live as long as the session: onnxruntime binds those of the first run for good. Outputs are in buffers of its own,
 * likewise bound; in those of a caller (1.30) it loses track of them between two runs. Nothing else may run in the session: one run
 * that is not replayed leaves the recording with buffers that are gone.
 *
 * Throws `EngineFailure` as `openSession` does, and when a node of the graph has no kernel on the graphics card: such a graph cannot
 * be recorded.
 */
export async function openCapturedSession(
  host: RuntimeHost,
  memory: GpuMemory,
  queue: TaskQueue,
  file: string,
  bytes: ModelBytes,
): Promise<Session> {
  const options = { enableGraphCapture: true, preferredOutputLocation: 'gpu-buffer' } as const;
  const session = await createInQueue(host, queue, file, bytes, options);
  const metadata = [...session.inputMetadata, ...session.outputMetadata];
  const types = new Map(metadata.map((value) => [value.name, bufferType(value)]));
  const other = metadata.find(({ name }) => types.get(name) === null);
  if (other !== undefined) {
    await queue.enqueue(() => session.release());
    throw new RangeError(`${other.name} is no float32 or float16 tensor of static shape`);
  }
  const typeOf = (name: string): BufferType => {
    const type = types.get(name);
    if (type == null) throw new RangeError(`the graph has no value ${name}`);
    return type;
  };
  const inputs = new Map(session.inputMetadata.map(({ name }) => [name, bind(host, memory, typeOf(name))]));
  const feeds = Object.fromEntries([...inputs].map(([name, binding]) => [name, binding.tensor]));
  /** The first run's outputs hold the buffers that later ones write. */
  let recorded: InferenceSession.OnnxValueMapType | null = null;

  async function replay(): Promise<InferenceSession.OnnxValueMapType> {
    const results = await session.run(feeds);
    recorded ??= results;
    return results;
  }

  const outputOf = (results: InferenceSession.OnnxValueMapType, name: string): BoundOutput => {
    const type = typeOf(name);
    return { name, type, buffer: bufferOf(results, name), byteLength: bytesOf(type) };
  };

  async function compute(
    values: Feeds,
    names: readonly string[],
    keptNames: readonly string[],
  ): Promise<{ readonly outputs: Outputs; readonly kept: Readonly<Record<string, KeptValue>> }> {
    write(memory, inputs, values);
    const results = await replay();
    const kept = keep(
      host,
      memory,
      keptNames.map((name) => outputOf(results, name)),
    );
    const outputs = names.map((name) => outputOf(results, name));
    const contents = await memory.read(outputs);
    if (results !== recorded) dispose(results);
    const read = outputs.map(({ name, type }, i) => [name, toTensor(type, at(contents, i))] as const);
    return { outputs: Object.fromEntries(read), kept };
  }

  return {
    run: (values, names) => runInQueue(queue, file, async () => (await compute(values, names, [])).outputs),
    runKeeping: (values, names, kept) => runInQueue(queue, file, () => compute(values, names, kept)),
    release: () =>
      queue.enqueue(async () => {
        if (recorded !== null) dispose(recorded);
        await session.release();
        for (const { buffer } of inputs.values()) memory.destroy(buffer);
      }),
  };
}

function bind(host: RuntimeHost, memory: GpuMemory, type: BufferType): Binding {
  const buffer = memory.allocate(bytesOf(type));
  return { type, buffer, tensor: tensorIn(host, buffer, type), written: null };
}

function tensorIn(host: RuntimeHost, buffer: GpuBuffer, { dtype, shape }: BufferType): OrtTensor {
  return host.ort.Tensor.fromGpuBuffer(buffer, { dataType: dtype, dims: shape });
}

/** WebGPU copies multiples of 4 bytes; buffers are at least so large. */
function bytesOf({ dtype, shape }: BufferType): number {
  return Math.ceil((DATA_TYPES[dtype].bytes * sizeOf(shape)) / 4) * 4;
}

/** What was read of a buffer, in float32. */
function toTensor({ dtype, shape }: BufferType, contents: Float32Array): Tensor {
  if (dtype === 'float32') return tensor(shape, contents);
  return tensor(shape, widenHalves(new Uint16Array(contents.buffer, contents.byteOffset, sizeOf(shape))));
}

/** An output in the buffer that onnxruntime has put it into. */
interface BoundOutput {
  readonly name: string;
  readonly type: BufferType;
  readonly buffer: GpuBuffer;
  readonly byteLength: number;
}

/** Copies of outputs: the next run writes over their buffers. */
function keep(
  host: RuntimeHost,
  memory: GpuMemory,
  outputs: readonly BoundOutput[],
): Readonly<Record<string, KeptValue>> {
  if (outputs.length === 0) return {};
  const copies = outputs.map(({ buffer, byteLength }) => ({
    from: buffer,
    to: memory.allocate(byteLength),
    byteLength,
  }));
  memory.copy(copies);
  const entries = outputs.map(({ name, type, byteLength }, i) => {
    const { to } = at(copies, i);
    const value = tensorIn(host, to, type);
    return [name, { value, byteLength, release: () => memory.destroy(to) }] as const;
  });
  return Object.fromEntries(entries);
}

function bufferOf(results: InferenceSession.OnnxValueMapType, name: string): GpuBuffer {
  const value = results[name];
  if (value === undefined || !('gpuBuffer' in value)) throw new RangeError(`the graph has no output ${name}`);
  return value.gpuBuffer;
}

/** Lets go of the handles; the buffers are the recording's. */
function dispose(results: InferenceSession.OnnxValueMapType): void {
  for (const value of Object.values(results)) if ('dispose' in value) value.dispose();
}

/** Null for a value that is neither float32 nor float16, or whose shape is known only when it runs. */
function bufferType(value: InferenceSession.ValueMetadata): BufferType | null {
  if (!value.isTensor || (value.type !== 'float32' && value.type !== 'float16')) return null;
  const shape = value.shape.filter((extent) => typeof extent === 'number');
  return shape.length === value.shape.length ? { dtype: value.type, shape } : null;
}

function bindingOf(bindings: ReadonlyMap<string, Binding>, name: string): Binding {
  const binding = bindings.get(name);
  if (binding === undefined) throw new RangeError(`the graph has no input ${name}`);
  return binding;
}

/** Puts the values of a run into the buffers of the inputs. */
function write(memory: GpuMemory, bindings: ReadonlyMap<string, Binding>, values: Feeds): void {
  const copies: { from: GpuBuffer; to: GpuBuffer; byteLength: number }[] = [];
  for (const [name, value] of Object.entries(values)) {
    const binding = bindingOf(bindings, name);
    if (binding.written === value) continue;
    if ('value' in value)
      copies.push({ from: value.value.gpuBuffer, to: binding.buffer, byteLength: value.byteLength });
    else memory.write(binding.buffer, numbersFor(name, binding, value));
    binding.written = 'ids' in value ? null : value;
  }
  if (copies.length > 0) memory.copy(copies);
}

function numbersFor(
  name: string,
  { type: { dtype, shape } }: Binding,
  value: Exclude<Feed, KeptValue>,
): Float32Array | Uint16Array {
  if ('ids' in value) throw new RangeError(`${name} is fed with token ids, which are not float32`);
  const { data } = value;
  if (data.length !== sizeOf(shape)) throw new RangeError(`${data.length} numbers do not fill [${shape.join(', ')}]`);
  return dtype === 'float16' ? roundToHalves(data) : data;
}
