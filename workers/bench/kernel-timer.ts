import type { KernelTime } from '../../src/protocol/benchmark.ts';

export interface KernelTimer {
  /** Runs something with two timestamps around every dispatch, and adds their differences up by the names of the kernels. */
  time(run: () => Promise<unknown>): Promise<readonly KernelTime[]>;
}

/** The most that a query set may have. */
const QUERIES = 4096;
const TIMESTAMP_BYTES = 8;
const NANOSECONDS_PER_MILLISECOND = 1e6;

type BindGroupCall = [index: number, group: GPUBindGroup | null, ...offsets: never[]];

/** Times kernels on a device with the feature `timestamp-query`. Call it once, before any pipeline is made. */
export function createKernelTimer(device: GPUDevice): KernelTimer {
  const names = new WeakMap<object, string>();
  /** The kernel of every dispatch in order, while one is timed. */
  let marks: string[] | null = null;
  let sets: GPUQuerySet[] = [];

  const { createShaderModule, createComputePipeline, createComputePipelineAsync } = device;
  device.createShaderModule = (descriptor) => {
    const module = createShaderModule.call(device, descriptor);
    names.set(module, descriptor.label ?? '');
    return module;
  };
  const nameOf = ({ label, compute }: GPUComputePipelineDescriptor): string =>
    (label ?? '') || names.get(compute.module) || 'unnamed';
  device.createComputePipeline = (descriptor) => {
    const pipeline = createComputePipeline.call(device, descriptor);
    names.set(pipeline, nameOf(descriptor));
    return pipeline;
  };
  device.createComputePipelineAsync = async (descriptor) => {
    const pipeline = await createComputePipelineAsync.call(device, descriptor);
    names.set(pipeline, nameOf(descriptor));
    return pipeline;
  };

  /** The two timestamps of the next dispatch. */
  const nextTimestamps = (seen: readonly string[]): GPUComputePassTimestampWrites => {
    const query = 2 * seen.length;
    const set = Math.floor(query / QUERIES);
    sets[set] ??= device.createQuerySet({ type: 'timestamp', count: QUERIES });
    const start = query % QUERIES;
    return { querySet: sets[set], beginningOfPassWriteIndex: start, endOfPassWriteIndex: start + 1 };
  };

  const { createCommandEncoder } = device;
  device.createCommandEncoder = (...descriptor) => {
    const encoder = createCommandEncoder.apply(device, descriptor);
    const { beginComputePass } = encoder;
    encoder.beginComputePass = (passDescriptor) =>
      marks === null
        ? beginComputePass.call(encoder, passDescriptor)
        : splitPass(
            () => {
              const timestampWrites = nextTimestamps(marks ?? []);
              return beginComputePass.call(encoder, { timestampWrites });
            },
            (pipeline) => marks?.push(names.get(pipeline) ?? 'unnamed'),
          );
    return encoder;
  };

  return {
    async time(run) {
      const seen: string[] = [];
      marks = seen;
      sets = [];
      try {
        await run();
      } finally {
        marks = null;
      }
      const times = await readTimestamps(device, sets, 2 * seen.length);
      for (const set of sets) set.destroy();
      return addUp(seen, times);
    },
  };
}

/**
 * A pass of which every dispatch becomes a pass of its own. It has what onnxruntime calls; `begin` opens the next of them and
 * `onDispatch` is told its pipeline.
 */
function splitPass(begin: () => GPUComputePassEncoder, onDispatch: (pipeline: GPUComputePipeline) => void) {
  let pipeline: GPUComputePipeline | null = null;
  const groups = new Map<number, BindGroupCall>();
  const dispatch = (task: (pass: GPUComputePassEncoder) => void): undefined => {
    if (pipeline === null) throw new Error('a dispatch without a pipeline');
    const pass = begin();
    pass.setPipeline(pipeline);
    for (const call of groups.values()) pass.setBindGroup(...call);
    task(pass);
    pass.end();
    onDispatch(pipeline);
  };
  const split: Partial<GPUComputePassEncoder> = {
    setPipeline(next: GPUComputePipeline) {
      pipeline = next;
    },
    setBindGroup(...call: BindGroupCall) {
      groups.set(call[0], call);
    },
    dispatchWorkgroups: (...size: [number, number?, number?]) => dispatch((pass) => pass.dispatchWorkgroups(...size)),
    dispatchWorkgroupsIndirect: (buffer: GPUBuffer, offset: number) =>
      dispatch((pass) => pass.dispatchWorkgroupsIndirect(buffer, offset)),
    end() {},
  };
  // onnxruntime calls no other method of a pass.
  return split as GPUComputePassEncoder;
}

async function readTimestamps(device: GPUDevice, sets: readonly GPUQuerySet[], count: number): Promise<BigUint64Array> {
  const size = Math.max(1, sets.length) * QUERIES * TIMESTAMP_BYTES;
  const resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  for (const [index, set] of sets.entries()) {
    const used = Math.min(QUERIES, count - index * QUERIES);
    encoder.resolveQuerySet(set, 0, used, resolved, index * QUERIES * TIMESTAMP_BYTES);
  }
  encoder.copyBufferToBuffer(resolved, 0, readable, 0, size);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  const times = new BigUint64Array(readable.getMappedRange().slice(0, count * TIMESTAMP_BYTES));
  resolved.destroy();
  readable.destroy();
  return times;
}

function addUp(names: readonly string[], times: BigUint64Array): readonly KernelTime[] {
  const sums = new Map<string, { milliseconds: number; dispatches: number }>();
  for (const [index, name] of names.entries()) {
    const sum = sums.get(name) ?? { milliseconds: 0, dispatches: 0 };
    sum.milliseconds += Number((times[2 * index + 1] ?? 0n) - (times[2 * index] ?? 0n)) / NANOSECONDS_PER_MILLISECOND;
    sum.dispatches++;
    sums.set(name, sum);
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.milliseconds - a.milliseconds);
}
