/**
 * The part of onnx.proto that Renoir reads and writes, as data: each message is a TypeScript record and a table of its fields.
 * Absent singular fields are undefined, absent repeated ones empty. Source: onnx/onnx.proto (Apache-2.0), field numbers.
 */

export interface FieldSchema {
  readonly id: number;
  readonly type: 'int' | 'float' | 'double' | 'string' | 'bytes' | (() => MessageSchema);
  readonly repeated?: true;
}

export type MessageSchema = Readonly<Record<string, FieldSchema>>;

/** A table with one row for every field of M. */
type SchemaOf<M> = { readonly [K in keyof Required<M>]: FieldSchema };

export interface EntryProto {
  key?: string | undefined;
  value?: string | undefined;
}

export interface TensorProto {
  dims: number[];
  dataType?: number | undefined;
  floatData: number[];
  int32Data: number[];
  stringData: Uint8Array[];
  int64Data: number[];
  name?: string | undefined;
  rawData?: Uint8Array | undefined;
  doubleData: number[];
  uint64Data: number[];
  externalData: EntryProto[];
  /** 1 where the data lies in another file. */
  dataLocation?: number | undefined;
}

export interface AttributeProto {
  name?: string | undefined;
  f?: number | undefined;
  i?: number | undefined;
  s?: Uint8Array | undefined;
  t?: TensorProto | undefined;
  g?: GraphProto | undefined;
  floats: number[];
  ints: number[];
  strings: Uint8Array[];
  type?: number | undefined;
  refAttrName?: string | undefined;
}

export interface NodeProto {
  input: string[];
  output: string[];
  name?: string | undefined;
  opType?: string | undefined;
  attribute: AttributeProto[];
  domain?: string | undefined;
}

export interface DimensionProto {
  dimValue?: number | undefined;
  dimParam?: string | undefined;
}

export interface TypeProto {
  tensorType?: { elemType?: number | undefined; shape?: { dim: DimensionProto[] } | undefined } | undefined;
}

export interface ValueInfoProto {
  name?: string | undefined;
  type?: TypeProto | undefined;
}

export interface GraphProto {
  node: NodeProto[];
  name?: string | undefined;
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  /** Only counted: Renoir reads no sparse weights. */
  sparseInitializer: Uint8Array[];
}

export interface OperatorSetProto {
  domain?: string | undefined;
  version?: number | undefined;
}

export interface ModelProto {
  irVersion?: number | undefined;
  producerName?: string | undefined;
  graph?: GraphProto | undefined;
  opsetImport: OperatorSetProto[];
  /** Only counted: Renoir reads no model-local functions. */
  functions: Uint8Array[];
}

const ENTRY: SchemaOf<EntryProto> = { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } };

export const TENSOR: SchemaOf<TensorProto> = {
  dims: { id: 1, type: 'int', repeated: true },
  dataType: { id: 2, type: 'int' },
  floatData: { id: 4, type: 'float', repeated: true },
  int32Data: { id: 5, type: 'int', repeated: true },
  stringData: { id: 6, type: 'bytes', repeated: true },
  int64Data: { id: 7, type: 'int', repeated: true },
  name: { id: 8, type: 'string' },
  rawData: { id: 9, type: 'bytes' },
  doubleData: { id: 10, type: 'double', repeated: true },
  uint64Data: { id: 11, type: 'int', repeated: true },
  externalData: { id: 13, type: () => ENTRY, repeated: true },
  dataLocation: { id: 14, type: 'int' },
};

const ATTRIBUTE: SchemaOf<AttributeProto> = {
  name: { id: 1, type: 'string' },
  f: { id: 2, type: 'float' },
  i: { id: 3, type: 'int' },
  s: { id: 4, type: 'bytes' },
  t: { id: 5, type: () => TENSOR },
  g: { id: 6, type: () => GRAPH },
  floats: { id: 7, type: 'float', repeated: true },
  ints: { id: 8, type: 'int', repeated: true },
  strings: { id: 9, type: 'bytes', repeated: true },
  type: { id: 20, type: 'int' },
  refAttrName: { id: 21, type: 'string' },
};

const NODE: SchemaOf<NodeProto> = {
  input: { id: 1, type: 'string', repeated: true },
  output: { id: 2, type: 'string', repeated: true },
  name: { id: 3, type: 'string' },
  opType: { id: 4, type: 'string' },
  attribute: { id: 5, type: () => ATTRIBUTE, repeated: true },
  domain: { id: 7, type: 'string' },
};

const DIMENSION: SchemaOf<DimensionProto> = {
  dimValue: { id: 1, type: 'int' },
  dimParam: { id: 2, type: 'string' },
};

const SHAPE: MessageSchema = { dim: { id: 1, type: () => DIMENSION, repeated: true } };

const TENSOR_TYPE: MessageSchema = { elemType: { id: 1, type: 'int' }, shape: { id: 2, type: () => SHAPE } };

const TYPE: SchemaOf<TypeProto> = { tensorType: { id: 1, type: () => TENSOR_TYPE } };

const VALUE_INFO: SchemaOf<ValueInfoProto> = {
  name: { id: 1, type: 'string' },
  type: { id: 2, type: () => TYPE },
};

export const GRAPH: SchemaOf<GraphProto> = {
  node: { id: 1, type: () => NODE, repeated: true },
  name: { id: 2, type: 'string' },
  initializer: { id: 5, type: () => TENSOR, repeated: true },
  input: { id: 11, type: () => VALUE_INFO, repeated: true },
  output: { id: 12, type: () => VALUE_INFO, repeated: true },
  sparseInitializer: { id: 15, type: 'bytes', repeated: true },
};

const OPERATOR_SET: SchemaOf<OperatorSetProto> = {
  domain: { id: 1, type: 'string' },
  version: { id: 2, type: 'int' },
};

export const MODEL: SchemaOf<ModelProto> = {
  irVersion: { id: 1, type: 'int' },
  producerName: { id: 2, type: 'string' },
  graph: { id: 7, type: () => GRAPH },
  opsetImport: { id: 8, type: () => OPERATOR_SET, repeated: true },
  functions: { id: 25, type: 'bytes', repeated: true },
};
