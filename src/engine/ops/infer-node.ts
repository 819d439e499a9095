import type { Constant, InlineConstant, Node, TensorType, ValueName } from '../graph/graph.ts';
import type { InferContext } from './definition.ts';
import { findOp } from './find-op.ts';

/**
 * Static output types of one node. Implements `InferNode`. Throws a GraphError for an unknown operator, an unsupported
 * form,
 * shapes that do not fit, or a shape that depends on data.
 */
export function inferNode(
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): readonly TensorType[] {
  return findOp(node, opset).infer(inferContextOf(node, types, constants, opset));
}

/** What a rule sees of a node's inputs. */
export function inferContextOf(
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): InferContext {
  return {
    node,
    opset,
    inputs: node.inputs.map((name) => types.get(name) ?? constants.get(name)?.type),
    constants: node.inputs.map((name) => inlineOf(constants.get(name))),
  };
}

function inlineOf(constant: Constant | undefined): InlineConstant | undefined {
  return constant?.kind === 'inline' ? constant : undefined;
}
