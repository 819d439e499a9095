/** Limits that decide how large a weight or an activation may be; WebGPU grants only the defaults unless asked. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
] as const;

const WANTED_FEATURES: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

/**
 * A device of our own: it carries the adapter's limits, its loss can be watched, and after a loss a new one can be made (the
 * device that onnxruntime makes for itself cannot be replaced within a worker).
 */
export function requestGpuDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
}
