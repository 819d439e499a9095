import type { Tensor as OrtTensor } from 'onnxruntime-common';

/** A buffer on the graphics card, as onnxruntime takes it for an input or an output. */
export type GpuBuffer = OrtTensor.GpuBufferType;

/** What sessions whose inputs and outputs stay on the graphics card need of it. */
export interface GpuMemory {
  /** A buffer for `byteLength` bytes, zero at first; it lives until it is destroyed. */
  allocate(byteLength: number): GpuBuffer;
  /** Whether the card gives so many bytes now; they are asked for and given back. */
  hasRoom(byteLength: number): Promise<boolean>;
  /** Float32, or the bit patterns of float16. */
  write(buffer: GpuBuffer, data: Float32Array | Uint16Array): void;
  /** The contents of several buffers as float32, or in its place the patterns of float16, in one transfer. Waits for everything that was submitted before. */
  read(buffers: readonly { readonly buffer: GpuBuffer; readonly byteLength: number }[]): Promise<Float32Array[]>;
  /** Copies the first bytes of buffers on the device. Comes after everything that was submitted before. */
  copy(copies: readonly { readonly from: GpuBuffer; readonly to: GpuBuffer; readonly byteLength: number }[]): void;
  destroy(buffer: GpuBuffer): void;
}
