/**
 * Tells whether a device was ever out of memory. WebGPU gives a buffer all the same, one without content, and onnxruntime does not look:
 * a session whose weights were to lie in it computes other numbers, without an error.
 */
export function watchMemory(device: GPUDevice): () => boolean {
  let wasFull = false;
  device.addEventListener('uncapturederror', ({ error }) => {
    wasFull ||= error instanceof GPUOutOfMemoryError;
  });
  return () => wasFull;
}
