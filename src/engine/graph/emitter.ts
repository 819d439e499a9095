import type { Attributes, InlineConstant, TensorType, ValueName } from './graph.ts';

/** Emits nodes and knows the static type of everything emitted so far. Implemented by `GraphBuilder`. */
export interface Emitter {
  /** Version of ai.onnx that emitted nodes must obey (at least 13). */
  readonly opset: number;
  /** Static type of a value; throws for an unknown name (a compiler bug). */
  typeOf(value: ValueName): TensorType;
  /** Adds a node with one output and returns the output's name; its type comes from the operator's `infer` rule. */
  emit(op: string, inputs: readonly ValueName[], attributes?: Attributes, domain?: string): ValueName;
  /** The same for operators with several outputs. */
  emitMany(
    op: string,
    inputs: readonly ValueName[],
    outputCount: number,
    attributes?: Attributes,
    domain?: string,
  ): readonly ValueName[];
  /** A float constant (scalar when `shape` is left out), shared when an equal one exists. dtype defaults to float32. */
  float(value: number | readonly number[], shape?: readonly number[], dtype?: TensorType['dtype']): ValueName;
  /** An int64 constant vector, shared when an equal one exists (axes, shapes, pads). */
  ints(values: readonly number[]): ValueName;
  /** The inline constant behind a value, or undefined when the value is computed or external. */
  constantOf(value: ValueName): InlineConstant | undefined;
}
