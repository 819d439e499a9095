/** Dispatches by the operator that onnxruntime names their shader after. */
export type DispatchCounts = Readonly<Record<string, number>>;

export interface DryGpu {
  /** What is dispatched in this thread while something runs. */
  count(run: () => Promise<unknown>): Promise<DispatchCounts>;
}

const HALF_PRECISION = 'shader-f16';

/**
 * From now on WebGPU counts in this thread what it is asked for, and computes nothing: no shader is compiled and no buffer has memory, so
 * that a run of any model takes no time, whatever the adapter. Devices claim to have float16. Call it once, before a device is made.
 */
export function installDryGpu(): DryGpu {
  const names = new WeakMap<object, string>();
  const bound = new WeakMap<object, string>();
  let counts: Record<string, number> | null = null;

  const createPipeline = ({ label, compute }: GPUComputePipelineDescriptor): GPUComputePipeline => {
    const pipeline = standIn<GPUComputePipeline>({ getBindGroupLayout: () => standIn<GPUBindGroupLayout>({}) });
    names.set(pipeline, (label ?? '') || names.get(compute.module) || 'unnamed');
    return pipeline;
  };
  Object.assign(GPUDevice.prototype, {
    createShaderModule({ label }: GPUShaderModuleDescriptor) {
      const module = standIn<GPUShaderModule>({});
      names.set(module, label ?? '');
      return module;
    },
    createComputePipeline: createPipeline,
    createComputePipelineAsync: async (descriptor: GPUComputePipelineDescriptor) => createPipeline(descriptor),
    createPipelineLayout: () => standIn<GPUPipelineLayout>({}),
    createBindGroupLayout: () => standIn<GPUBindGroupLayout>({}),
    createBindGroup: () => standIn<GPUBindGroup>({}),
    createBuffer,
  });
  Object.assign(GPUCommandEncoder.prototype, { copyBufferToBuffer: () => undefined, clearBuffer: () => undefined });
  Object.assign(GPUQueue.prototype, { writeBuffer: () => undefined });

  function dispatch(this: GPUComputePassEncoder): void {
    if (counts === null) return;
    const name = bound.get(this) ?? 'unnamed';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  Object.assign(GPUComputePassEncoder.prototype, {
    setPipeline(this: GPUComputePassEncoder, pipeline: GPUComputePipeline) {
      bound.set(this, names.get(pipeline) ?? 'unnamed');
    },
    setBindGroup: () => undefined,
    dispatchWorkgroups: dispatch,
    dispatchWorkgroupsIndirect: dispatch,
  });

  claimHalfPrecision(GPUAdapter.prototype);
  claimHalfPrecision(GPUDevice.prototype);
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (this: GPUAdapter, descriptor = {}) {
    const requiredFeatures = [...(descriptor.requiredFeatures ?? [])].filter((name) => name !== HALF_PRECISION);
    return requestDevice.call(this, { ...descriptor, requiredFeatures });
  };

  return {
    async count(run) {
      const counted: Record<string, number> = {};
      counts = counted;
      try {
        await run();
      } finally {
        counts = null;
      }
      return counted;
    },
  };
}

/** Zeros wherever it is read, whatever is written to it. */
function createBuffer({ size, usage }: GPUBufferDescriptor): GPUBuffer {
  return standIn<GPUBuffer>({
    size,
    usage,
    mapState: 'unmapped',
    mapAsync: async () => undefined,
    getMappedRange: (offset = 0, length = size - offset) => new ArrayBuffer(length),
    unmap: () => undefined,
    destroy: () => undefined,
  });
}

/** An object of WebGPU, of which onnxruntime calls no other method. */
function standIn<T>(methods: Partial<T>): T {
  return methods as T;
}

function claimHalfPrecision(prototype: object): void {
  const getter = Object.getOwnPropertyDescriptor(prototype, 'features')?.get;
  Object.defineProperty(prototype, 'features', {
    get(this: object) {
      return new Set([...(getter?.call(this) ?? []), HALF_PRECISION]);
    },
  });
}
