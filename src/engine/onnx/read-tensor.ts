import type { Constant, InlineConstant, TensorType } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { DATA_TYPES, dataTypeOfOnnxCode } from '../tensor/data-type.ts';
import { encodeElements } from '../tensor/elements.ts';
import { sizeOf, type DataType } from '../tensor/tensor.ts';
import { EXTERNAL } from './external-data.ts';
import type { TensorProto } from './messages.ts';

/** Which typed field of a TensorProto holds the elements, when `raw_data` does not. */
const TYPED_FIELDS = {
  float32: 'floatData',
  float64: 'doubleData',
  int64: 'int64Data',
  uint64: 'uint64Data',
  uint32: 'uint64Data',
  int32: 'int32Data',
  int16: 'int32Data',
  int8: 'int32Data',
  uint16: 'int32Data',
  uint8: 'int32Data',
  bool: 'int32Data',
  float16: 'int32Data',
  bfloat16: 'int32Data',
  string: 'int32Data',
} as const satisfies Record<DataType, keyof TensorProto>;

/** A constant of a file. */
export function readTensor(tensor: TensorProto): Constant {
  const type = readType(tensor);
  if (tensor.dataLocation === EXTERNAL) return readExternal(tensor, type);
  return readInline(tensor, type);
}

function readType(tensor: TensorProto): TensorType {
  const dtype = dataTypeOfOnnxCode(tensor.dataType ?? 0);
  const name = tensor.name ?? '';
  if (dtype === undefined || dtype === 'string') {
    throw new GraphError('graph/unsupported-form', `tensor ${name} has element type ${tensor.dataType ?? 'none'}`, {
      tensor: name,
      elementType: tensor.dataType ?? 0,
    });
  }
  return { dtype, shape: tensor.dims };
}

function readExternal(tensor: TensorProto, type: TensorType): Constant {
  const entries = new Map(tensor.externalData.map(({ key = '', value = '' }) => [key, value]));
  const location = entries.get('location');
  const offset = Number(entries.get('offset') ?? 0);
  const wanted = sizeOf(type.shape) * DATA_TYPES[type.dtype].bytes;
  const length = Number(entries.get('length') ?? wanted);
  if (location === undefined || !Number.isSafeInteger(offset) || length !== wanted) {
    throw new GraphError(
      'graph/malformed',
      `external tensor ${tensor.name ?? ''} has no valid location, offset and length`,
      {
        tensor: tensor.name ?? '',
      },
    );
  }
  return { kind: 'external', type, location, offset, length };
}

function readInline(tensor: TensorProto, type: TensorType): InlineConstant {
  const name = tensor.name ?? '';
  const count = sizeOf(type.shape);
  const raw = tensor.rawData;
  if (raw !== undefined && (raw.length > 0 || count === 0)) {
    if (raw.length !== count * DATA_TYPES[type.dtype].bytes) throw wrongLength(name, count, raw.length);
    return { kind: 'inline', type, bytes: raw };
  }
  const numbers = tensor[TYPED_FIELDS[type.dtype]];
  if (numbers.length !== count) throw wrongLength(name, count, numbers.length);
  // 16-bit floats come as bit patterns.
  const isPattern = type.dtype === 'float16' || type.dtype === 'bfloat16';
  return { kind: 'inline', type, bytes: encodeElements(isPattern ? 'uint16' : type.dtype, numbers) };
}

function wrongLength(name: string, wanted: number, found: number): GraphError {
  return new GraphError(
    'graph/malformed',
    `tensor ${name} should hold ${wanted} elements, its data has length ${found}`,
    {
      tensor: name,
    },
  );
}
