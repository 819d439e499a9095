/** Dense arrays that the mathematics computes with, float32 and row-major, and the element types of graphs. */

/** ONNX element types that Renoir reads. float16 data is kept as its 16-bit patterns. */
export type DataType =
  | 'float32'
  | 'float16'
  | 'float64'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool'
  | 'string';

export type Shape = readonly number[];

/** A float32 array with its shape, row-major. Latents are [rows, channels, height, width]; images too, in [-1, 1]. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Number of elements of a shape; 1 for a scalar (rank 0). */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Wraps `data` (not copied). Throws when the shape does not hold as many elements. */
export function tensor(shape: Shape, data: Float32Array): Tensor {
  if (sizeOf(shape) !== data.length) {
    throw new RangeError(`shape [${shape.join(', ')}] holds ${sizeOf(shape)} elements, the data ${data.length}`);
  }
  return { shape, data };
}

export function zeros(shape: Shape): Tensor {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}
