/** Fused operators (mostly onnxruntime's own, domain `com.microsoft`) are not differentiated but taken apart first. */
import { readAttributes, type AttributeSchema, type AttributeValues } from '../graph/attributes.ts';
import type { Node, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { Emitter } from '../graph/emitter.ts';
import { nodeError } from './operands.ts';

export interface DecompositionContext {
  readonly emitter: Emitter;
  readonly node: Node;
}

/**
 * Emits plain operators that compute the outputs of `node`, each with a VJP rule and a WebGPU kernel. Gives the outputs in order;
 * undefined for an optional output that nothing reads. Throws a GraphError for a form that it does not cover.
 */
export type Decomposition = (context: DecompositionContext) => readonly (ValueName | undefined)[];

/** A decomposition that takes the node's attributes with the defaults of the specification. */
export function decomposition<const S extends AttributeSchema>(
  schema: S,
  decompose: (context: DecompositionContext, attributes: AttributeValues<S>) => ReturnType<Decomposition>,
): Decomposition {
  return (context) => decompose(context, readAttributes(schema, context.node.attributes));
}

/** Input `index`, or undefined where it is left out. */
export function optionalInput(node: Node, index: number): ValueName | undefined {
  const value = node.inputs[index] ?? '';
  return value === '' ? undefined : value;
}

export function requiredInput(node: Node, index: number): ValueName {
  const value = optionalInput(node, index);
  if (value === undefined) throw nodeError(node, 'graph/invalid', `input ${index} is left out`);
  return value;
}

export function isOutputUsed(node: Node, index: number): boolean {
  return (node.outputs[index] ?? '') !== '';
}

/** Throws a GraphError when one of the inputs stands there that a decomposition does not cover. */
export function refuseInputs(node: Node, names: Readonly<Record<number, string>>): void {
  for (const [index, name] of Object.entries(names)) {
    if (optionalInput(node, Number(index)) !== undefined) throw unsupportedForm(node, `the input ${name}`);
  }
}

export function refuseOutputs(node: Node, names: Readonly<Record<number, string>>): void {
  for (const [index, name] of Object.entries(names)) {
    if (isOutputUsed(node, Number(index))) throw unsupportedForm(node, `the output ${name}`);
  }
}

/** A GraphError about `what`, a part of the operator's specification that is not covered. */
export function unsupportedForm(node: Node, what: string): GraphError {
  const { op, domain, name } = node;
  const operator = domain === '' ? op : `${domain}.${op}`;
  return new GraphError('graph/unsupported-form', `${operator} ${name}: ${what} is not supported`, {
    operator: op,
    domain: domain === '' ? 'ai.onnx' : domain,
    node: name,
  });
}
