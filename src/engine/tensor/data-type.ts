/** What the ONNX element types are: size in bytes, number in the file format, and how the rules group them. */
import type { DataType } from './tensor.ts';

interface DataTypeDefinition {
  /** Bytes of one element; 0 where elements vary in length. */
  readonly bytes: number;
  /** `TensorProto.DataType` of onnx.proto. */
  readonly onnxCode: number;
  readonly group: 'float' | 'integer' | 'bool' | 'string';
}

export const DATA_TYPES = {
  float32: { bytes: 4, onnxCode: 1, group: 'float' },
  uint8: { bytes: 1, onnxCode: 2, group: 'integer' },
  int8: { bytes: 1, onnxCode: 3, group: 'integer' },
  uint16: { bytes: 2, onnxCode: 4, group: 'integer' },
  int16: { bytes: 2, onnxCode: 5, group: 'integer' },
  int32: { bytes: 4, onnxCode: 6, group: 'integer' },
  int64: { bytes: 8, onnxCode: 7, group: 'integer' },
  string: { bytes: 0, onnxCode: 8, group: 'string' },
  bool: { bytes: 1, onnxCode: 9, group: 'bool' },
  float16: { bytes: 2, onnxCode: 10, group: 'float' },
  float64: { bytes: 8, onnxCode: 11, group: 'float' },
  uint32: { bytes: 4, onnxCode: 12, group: 'integer' },
  uint64: { bytes: 8, onnxCode: 13, group: 'integer' },
  bfloat16: { bytes: 2, onnxCode: 16, group: 'float' },
} as const satisfies Record<DataType, DataTypeDefinition>;

export function isFloat(dtype: DataType): boolean {
  return DATA_TYPES[dtype].group === 'float';
}

const BY_ONNX_CODE = new Map<number, DataType>(
  // Object.entries widens the keys of the table to string.
  (Object.keys(DATA_TYPES) as DataType[]).map((dtype) => [DATA_TYPES[dtype].onnxCode, dtype]),
);

/**
 * The element type of a `TensorProto.DataType` number, or undefined for one that Renoir does not read (4-bit, 8-bit floats).
 */
export function dataTypeOfOnnxCode(code: number): DataType | undefined {
  return BY_ONNX_CODE.get(code);
}
