import type { Constant, InlineConstant, Node, TensorType, ValueName } from '../graph/graph.ts';
import { findOp, hasOp } from './find-op.ts';
import { inferContextOf } from './infer-node.ts';

/**
 * The outputs of a node as constants, or undefined when they are not known at compile time (an input is computed or external, or
 * the operator has no fold rule). The caller decides which sizes are worth folding.
 */
export function foldNode(
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): readonly InlineConstant[] | undefined {
  if (!hasOp(node)) return undefined;
  const definition = findOp(node, opset);
  if (definition.fold === undefined) return undefined;
  const context = inferContextOf(node, types, constants, opset);
  const isKnown = node.inputs.every((name, i) => name === '' || context.constants[i] !== undefined);
  if (!isKnown && definition.foldsFrom !== 'types') return undefined;
  return definition.fold({ ...context, outputs: definition.infer(context) });
}
