export type GraphErrorCode =
  /** The file ends inside a field. */
  | 'graph/truncated'
  /** A file that weights lie in is not there. */
  | 'graph/missing-weights'
  /** The bytes are not an ONNX model. */
  | 'graph/malformed'
  /** No rule for this operator. */
  | 'graph/unsupported-operator'
  /** The operator is known, this form of it is not. */
  | 'graph/unsupported-form'
  /** Shapes or types do not fit together. */
  | 'graph/shape'
  /** A shape depends on data that is not known at compile time. */
  | 'graph/dynamic-shape'
  /** The graph breaks a rule of the intermediate representation. */
  | 'graph/invalid'
  /** A value was asked for that the graph does not have. */
  | 'graph/unknown-value';

/** A graph that cannot be read, understood or rewritten. `parameters` carry node, operator, opset where known. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(code: GraphErrorCode, message: string, parameters: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.code = code;
    this.parameters = parameters;
  }
}
