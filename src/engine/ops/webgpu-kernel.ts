import type { DataType } from '../tensor/tensor.ts';

/** What onnxruntime 1.30's WebGPU provider has a kernel for; an operator that says nothing has none. */
export interface WebgpuKernel {
  /** Element types of the operands, and of the results unless `writes` says otherwise. */
  readonly operands: readonly DataType[];
  /** Position of an index operand, whose element type is free. */
  readonly index?: number;
  /** Comparisons write booleans; some kernels may write int64, which none but `Gather` (as an index) can read. */
  readonly writes?: 'bool' | 'int64';
  /** Shapes, axes and the like are constants of int64 that are read when the graph is loaded; an operand that is one counts here. */
  readonly readsConstants?: true;
}

const FLOAT = ['float32', 'float16'] as const;
const NUMBER = [...FLOAT, 'int32'] as const;

export const ON_FLOATS: WebgpuKernel = { operands: FLOAT };
export const ON_NUMBERS: WebgpuKernel = { operands: NUMBER };
export const ON_ANY: WebgpuKernel = { operands: [...NUMBER, 'bool'] };
export const ON_BOOLEANS: WebgpuKernel = { operands: ['bool'] };
/** Numbers in, booleans out. */
export const COMPARING: WebgpuKernel = { ...ON_NUMBERS, writes: 'bool' };
