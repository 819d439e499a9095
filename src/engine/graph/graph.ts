/**
 * The intermediate representation: an ONNX graph as plain data, single assignment, nodes in topological order.
 * Passes take a Graph and return a new one; nothing is mutated.
 *
 * After the pass `bind-shapes` every value has a static type, so every later rule has one path.
 */
import type { DataType, Shape } from '../tensor/tensor.ts';

/** Name of a value (an ONNX tensor name). The empty string marks an optional input that is left out. */
export type ValueName = string;

/** Element type and static shape. */
export interface TensorType {
  readonly dtype: DataType;
  readonly shape: Shape;
}

/** A type as a file declares it: dimensions may be symbolic (`batch_size`) or unknown (null). */
export interface DeclaredType {
  readonly dtype: DataType;
  readonly shape: readonly (number | string | null)[] | null;
}

/** A constant whose bytes are in memory (little-endian, row-major). `bytes` may be a view into the file. */
export interface InlineConstant {
  readonly kind: 'inline';
  readonly type: TensorType;
  readonly bytes: Uint8Array;
}

/**
 * A weight that stays where it is: `length` bytes at `offset` of the external file `location`. Never read by the compiler.
 */
export interface ExternalConstant {
  readonly kind: 'external';
  readonly type: TensorType;
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

export type Constant = InlineConstant | ExternalConstant;

/** One attribute with its ONNX kind, since 1 and 1.0 differ in a file. Ints are JavaScript numbers (|x| < 2^53). */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: InlineConstant }
  | { readonly kind: 'graph'; readonly value: Graph };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  /** ONNX operator name, for instance `Conv`. */
  readonly op: string;
  /** '' for ai.onnx, 'com.microsoft' for contrib operators. */
  readonly domain: string;
  /** Node name of the file (exporters put the module path here), or a generated one. */
  readonly name: string;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly attributes: Attributes;
}

export interface Graph {
  readonly name: string;
  /** Operator set version by domain ('' is ai.onnx). */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly { readonly name: ValueName; readonly type: DeclaredType }[];
  readonly outputs: readonly { readonly name: ValueName; readonly type: DeclaredType }[];
  readonly constants: ReadonlyMap<ValueName, Constant>;
  /** Topological order. */
  readonly nodes: readonly Node[];
  /** Static types of all values, inputs and constants included; empty before `bind-shapes`. */
  readonly types: ReadonlyMap<ValueName, TensorType>;
}

/**
 * Static output types of one node, from the types and constants of its inputs; `opset` is that of ai.onnx. The graph layer takes
 * this rule as an argument (`ops/infer-node.ts` implements it), since the operators are built on the graph layer.
 */
export type InferNode = (
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
) => readonly TensorType[];
