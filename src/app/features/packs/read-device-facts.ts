import type { DeviceFacts } from '../../store/check-fit.ts';

const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/** What this browser tells of its device; nothing is started for it. */
export async function readDeviceFacts(): Promise<DeviceFacts> {
  const { deviceMemory }: { deviceMemory?: number } = navigator as { deviceMemory?: number };
  const memoryBytes = deviceMemory === undefined ? null : deviceMemory * 2 ** 30;
  const adapter = await findAdapter();
  if (adapter === null) return { gpu: 'none', hasFloat16: false, largestBufferBytes: 0, memoryBytes };
  const { info, features, limits } = adapter;
  const isSoftware = SOFTWARE_ADAPTER.test(`${info.vendor} ${info.architecture} ${info.description}`);
  return {
    gpu: isSoftware ? 'software' : 'real',
    hasFloat16: features.has('shader-f16'),
    largestBufferBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
    memoryBytes,
  };
}

async function findAdapter() {
  try {
    return (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  } catch {
    return null;
  }
}
