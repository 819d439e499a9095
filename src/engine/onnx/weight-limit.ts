import { isFloat } from '../tensor/data-type.ts';
import type { DataType } from '../tensor/tensor.ts';

/** Larger constants of floating-point numbers are weights. */
const FLOAT_LIMIT_BYTES = 1024;
/** Integers are shapes, axes and indices, which the compiler has to know. */
const INTEGER_LIMIT_BYTES = 65_536;

/** Whether a constant stays where it lies in its file, to be referred to; the others are read. */
export function staysInFile(dtype: DataType, lengthBytes: number): boolean {
  return lengthBytes > (isFloat(dtype) ? FLOAT_LIMIT_BYTES : INTEGER_LIMIT_BYTES);
}
