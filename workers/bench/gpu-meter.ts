import { createKernelTimer, type KernelTimer } from './kernel-timer.ts';

export interface GpuMeter {
  /** What was asked of the GPU so far. */
  counts(): { readonly dispatches: number; readonly bindGroups: number };
  /** Bytes of buffers that were created and not destroyed, alone or with their device, and the most there ever were. */
  bytes(): { readonly alive: number; readonly peak: number };
  /** What the device can do beside the standard; empty before one was made. */
  features(): readonly string[];
  /** Null where the device has no timestamps, or none was made yet. */
  timer(): KernelTimer | null;
}

/** What a device holds. */
interface DeviceBytes {
  alive: number;
  isDestroyed: boolean;
}

/** A buffer. */
interface Piece {
  readonly size: number;
  readonly on: DeviceBytes;
}

/** Chromium with `--js-flags=--expose-gc` has it. */
declare const gc: (() => void) | undefined;

/**
 * Counts what anybody in this thread asks of WebGPU from now on, and lets devices measure time where the adapter can. Counting costs
 * nothing that shows beside a dispatch. Call it once, before the device is made.
 */
export function installGpuMeter(): GpuMeter {
  let dispatches = 0;
  let bindGroups = 0;
  let alive = 0;
  let peak = 0;
  let timer: KernelTimer | null = null;
  let features: readonly string[] = [];
  const devices = new WeakMap<GPUDevice, DeviceBytes>();
  const pieces = new WeakMap<GPUBuffer, Piece>();

  const bytesOf = (device: GPUDevice): DeviceBytes => {
    const bytes = devices.get(device) ?? { alive: 0, isDestroyed: false };
    devices.set(device, bytes);
    return bytes;
  };
  const free = ({ size, on }: Piece): void => {
    if (on.isDestroyed) return;
    alive -= size;
    on.alive -= size;
  };
  // onnxruntime lets go of most buffers without destroying them.
  const collected = new FinalizationRegistry(free);

  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = GPUComputePassEncoder.prototype;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...size) {
    dispatches++;
    return dispatchWorkgroups.apply(this, size);
  };
  GPUComputePassEncoder.prototype.dispatchWorkgroupsIndirect = function (this: GPUComputePassEncoder, ...from) {
    dispatches++;
    return dispatchWorkgroupsIndirect.apply(this, from);
  };
  const { createBindGroup, createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBindGroup = function (this: GPUDevice, descriptor) {
    bindGroups++;
    return createBindGroup.call(this, descriptor);
  };
  GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    const piece = { size: descriptor.size, on: bytesOf(this) };
    // One of a device that is gone has no memory.
    if (piece.on.isDestroyed) return buffer;
    pieces.set(buffer, piece);
    collected.register(buffer, piece, buffer);
    alive += piece.size;
    piece.on.alive += piece.size;
    peak = Math.max(peak, alive);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
    const piece = pieces.get(this);
    if (piece !== undefined) free(piece);
    pieces.delete(this);
    collected.unregister(this);
    return destroy.call(this);
  };
  const { destroy: destroyDevice } = GPUDevice.prototype;
  GPUDevice.prototype.destroy = function (this: GPUDevice) {
    const bytes = bytesOf(this);
    alive -= bytes.alive;
    Object.assign(bytes, { alive: 0, isDestroyed: true });
    return destroyDevice.call(this);
  };
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor = {}) {
    const canTime = this.features.has('timestamp-query');
    const requiredFeatures = [...(descriptor.requiredFeatures ?? []), ...(canTime ? ['timestamp-query' as const] : [])];
    const device = await requestDevice.call(this, { ...descriptor, requiredFeatures });
    features = [...device.features].sort();
    timer = canTime ? createKernelTimer(device) : null;
    return device;
  };

  return {
    counts: () => ({ dispatches, bindGroups }),
    bytes() {
      if (typeof gc === 'function') gc();
      return { alive, peak };
    },
    features: () => features,
    timer: () => timer,
  };
}
