import type { GpuBuffer, GpuMemory } from '../../src/runtime/gpu-memory.ts';

/** Every device gives buffers of this size. */
const PIECE_BYTES = 2 ** 28;

/** Buffers of a WebGPU device. onnxruntime binds storage buffers whose size is a multiple of 16 bytes. */
export function createGpuMemory(device: GPUDevice): GpuMemory {
  // onnxruntime's type names a part of a GPUBuffer; every buffer here is one of this device.
  const own = (buffer: GpuBuffer) => buffer as GPUBuffer;
  return {
    allocate: (byteLength) =>
      device.createBuffer({
        size: Math.ceil(byteLength / 16) * 16,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      }),
    async hasRoom(byteLength) {
      const taken: GPUBuffer[] = [];
      try {
        for (let left = byteLength; left > 0; left -= PIECE_BYTES) {
          device.pushErrorScope('out-of-memory');
          const size = Math.min(PIECE_BYTES, Math.ceil(left / 16) * 16);
          taken.push(device.createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
          if ((await device.popErrorScope()) !== null) return false;
        }
        return true;
      } catch {
        // Asked for far more than there is, a driver may take the device away.
        return false;
      } finally {
        for (const buffer of taken) buffer.destroy();
      }
    },
    write(buffer, data) {
      // WebGPU writes multiples of 4 bytes.
      const bytes = new Uint8Array(Math.ceil(data.byteLength / 4) * 4);
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      device.queue.writeBuffer(own(buffer), 0, bytes);
    },
    async read(sources) {
      const offsets: number[] = [];
      let total = 0;
      for (const { byteLength } of sources) {
        offsets.push(total);
        total += byteLength;
      }
      const staging = device.createBuffer({ size: total, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      try {
        const encoder = device.createCommandEncoder();
        sources.forEach(({ buffer, byteLength }, i) =>
          encoder.copyBufferToBuffer(own(buffer), 0, staging, offsets[i] ?? 0, byteLength),
        );
        device.queue.submit([encoder.finish()]);
        await staging.mapAsync(GPUMapMode.READ);
        const bytes = staging.getMappedRange();
        return sources.map(
          ({ byteLength }, i) => new Float32Array(bytes.slice(offsets[i], (offsets[i] ?? 0) + byteLength)),
        );
      } finally {
        staging.destroy();
      }
    },
    copy(copies) {
      const encoder = device.createCommandEncoder();
      for (const { from, to, byteLength } of copies) encoder.copyBufferToBuffer(own(from), 0, own(to), 0, byteLength);
      device.queue.submit([encoder.finish()]);
    },
    destroy: (buffer) => own(buffer).destroy(),
  };
}
