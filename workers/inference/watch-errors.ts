export interface DeviceErrors {
  /** Whether it was ever out of memory. */
  readonly wasFull: () => boolean;
  /** What it said of a command that it refused since this was asked last; null where it refused none. */
  readonly takeRefusal: () => string | null;
}

/**
 * Hears what a device says of commands: onnxruntime does not. Where it is out of memory, WebGPU gives a buffer all the same, one without
 * content, and a command that it refuses is left out: a session computes other numbers, without an error.
 */
export function watchErrors(device: GPUDevice): DeviceErrors {
  let wasFull = false;
  let refusal: string | null = null;
  device.addEventListener('uncapturederror', ({ error }) => {
    if (error instanceof GPUOutOfMemoryError) wasFull = true;
    else refusal ??= error.message;
  });
  return {
    wasFull: () => wasFull,
    takeRefusal() {
      const taken = refusal;
      refusal = null;
      return taken;
    },
  };
}
