/**
 * What an operator must say about itself. All rules of one operator stand side by side in one `OpDefinition`.
 *
 * Vocabulary: the *primal* is the value of the forward graph; the *cotangent* `ct` of a value v is dF/dv for the scalar
 * objective F. A VJP (vector-Jacobian product) rule maps the cotangents of a node's outputs to those of its inputs.
 */
import type { Emitter } from '../graph/emitter.ts';
import type { WebgpuKernel } from './webgpu-kernel.ts';
import type { AttributeSchema } from '../graph/attributes.ts';
import type { Attributes, InlineConstant, Node, TensorType, ValueName } from '../graph/graph.ts';

export interface InferContext {
  readonly node: Node;
  readonly opset: number;
  /** Types of the inputs; undefined where an optional input is left out. */
  readonly inputs: readonly (TensorType | undefined)[];
  /** Inline constants behind the inputs where known (shapes, axes, pads). */
  readonly constants: readonly (InlineConstant | undefined)[];
}

/** Every input that is present has its constant here (unless the operator folds from types alone). */
export interface FoldContext extends InferContext {
  readonly outputs: readonly TensorType[];
}

export interface VjpContext {
  readonly emitter: Emitter;
  readonly node: Node;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  /** Cotangent of each output; undefined where the objective does not depend on it (that is: zero). */
  readonly cotangents: readonly (ValueName | undefined)[];
  /** True when the cotangent of input i is asked for: it lies between `wrt` and the objective. */
  needs(input: number): boolean;
}

/**
 * Cotangents of the inputs, in order; undefined where none was needed or it is zero. Shapes equal the inputs' shapes.
 */
export type VjpRule = (context: VjpContext) => readonly (ValueName | undefined)[];

export interface OpDefinition {
  /** The attributes that its rules read, with the defaults of the specification; `defineOp` reads them for the rules. */
  readonly attributes?: AttributeSchema;
  /** Static types of the outputs. Throws a GraphError that names node and reason for unsupported forms. */
  infer(context: InferContext): readonly TensorType[];
  /** Computes small constants at compile time (shapes, scales, tables). Left out: never folded. */
  readonly fold?: (context: FoldContext) => readonly InlineConstant[];
  /** 'types': static input types suffice to fold (`Shape`). Left out: all inputs must be inline constants. */
  readonly foldsFrom?: 'types';
  /** 'zero': piecewise constant, no gradient flows. 'forbidden': a derivative is asked for by mistake. */
  readonly vjp: VjpRule | 'zero' | 'forbidden';
  /** Left out: a WebGPU session leaves the operator to the CPU, which costs two copies between the processors at every run. */
  readonly webgpu?: WebgpuKernel;
  /** A few operations an element: computing it again costs less than keeping its result until the backward part. */
  readonly isCheap?: true;
  /** The output is the input's memory under another shape. */
  readonly isView?: true;
  /** Multiply-adds count 2, transcendental functions 1 an element. Left out: one an output element. */
  readonly flops?: (
    inputs: readonly (TensorType | undefined)[],
    outputs: readonly TensorType[],
    attributes: Attributes,
  ) => number;
}
